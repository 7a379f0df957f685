"""Reads pictures of codes with zxing-cpp: prints the text of each file named, a line each."""

import sys

import numpy
import zxingcpp

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        assert file.readline() == b"P5\n"
        width, height = map(int, file.readline().split())
        file.readline()
        pixels = numpy.frombuffer(file.read(), dtype=numpy.uint8).reshape(height, width)
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    print(found[0].text if len(found) == 1 else "")
