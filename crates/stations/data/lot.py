# python3 lot.py SEED SEAL draw.csv
import csv, hashlib, sys
def sha(text): return hashlib.sha256(text.encode()).hexdigest()
seed, seal, path = sys.argv[1:4]
assert sha(seed) == seal, "the seed is not the one that was sealed"
rows = list(csv.reader(open(path, encoding="utf-8-sig")))[1:]
shown = [number for _, number, *_ in sorted(rows, key=lambda row: int(row[0]))]
assert shown == sorted(shown, key=lambda number: sha(seed + number)), "another order"
print(len(shown), "numbers, the order is right")
