"""Simple answers to the benchmark, to compare with.

    baselines.py METHOD MESSAGES.jsonl PAIRS.csv OUT_DIR      METHOD: chars, words, minhash

Writes METHOD-decide.csv and METHOD-find.csv for measure.py. Needs scikit-learn; `words` needs jieba,
`minhash` needs datasketch.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np


def text_of(message):
    return f"{message['title']} {message['body']}"


def bigrams(text):
    letters = [c for c in text if c.isalnum()]
    return [a + b for a, b in zip(letters, letters[1:])]


def tf_idf(texts, analyzer):
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True).fit_transform(texts).tocsr()
    return lambda a: (matrix[:a] @ matrix[a].T).toarray().ravel(), lambda a, b: float((matrix[a] @ matrix[b].T).toarray()[0, 0])


def words(texts):
    import jieba

    jieba.setLogLevel(60)
    return tf_idf(texts, lambda text: [word for word in jieba.lcut(text) if word.strip() and word.isalnum()])


def minhash(texts):
    from datasketch import MinHash

    made = []
    for text in texts:
        sketch = MinHash(num_perm=128)
        sketch.update_batch([gram.encode() for gram in set(bigrams(text))])
        made.append(sketch.hashvalues)
    made = np.array(made)
    return lambda a: (made[:a] == made[a]).mean(axis=1), lambda a, b: float((made[a] == made[b]).mean())


METHODS = {"chars": lambda texts: tf_idf(texts, bigrams), "words": words, "minhash": minhash}


def main(method, messages_path, pairs_path, out):
    with open(messages_path, encoding="utf-8") as file:
        messages = sorted(map(json.loads, file), key=lambda m: (m["time"], m["id"]))
    place = {str(message["id"]): number for number, message in enumerate(messages)}
    earlier, alike = METHODS[method]([text_of(message) for message in messages])
    with open(pairs_path, encoding="utf-8") as file, open(Path(out) / f"{method}-decide.csv", "w", newline="") as to:
        rows = csv.writer(to)
        rows.writerow(["id_a", "id_b", "probability"])
        for pair in csv.DictReader(file):
            a, b = place[pair["id_a"]], place[pair["id_b"]]
            rows.writerow([pair["id_a"], pair["id_b"], f"{alike(a, b):.6f}"])
    with open(Path(out) / f"{method}-find.csv", "w", newline="") as to:
        rows = csv.writer(to)
        rows.writerow(["id", "rank", "earlier_id"])
        for number, message in enumerate(messages[1:], 1):
            best = np.argsort(-earlier(number), kind="stable")[:10]
            rows.writerows((message["id"], rank, messages[n]["id"]) for rank, n in enumerate(best, 1))


if __name__ == "__main__":
    main(*sys.argv[1:])
