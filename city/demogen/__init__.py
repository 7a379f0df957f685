"""The parts of generate_demo.py: mesh, places, administration, requests, checks."""
