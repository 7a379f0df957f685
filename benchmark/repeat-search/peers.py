"""Other ways to find earlier requests about the same matter, on the same texts.

    peers.py quality MESSAGES.jsonl[.gz]            every peer, each message against all earlier ones
    peers.py speed TEXTS.jsonl QUERIES.jsonl        PostgreSQL and scikit-learn on many texts

Messages have id, time, title, body, cluster. PostgreSQL is found by HUYING_TEST_PG (a role that may
create databases; pg_trgm from postgresql-contrib). Needs scikit-learn, datasketch, psycopg.
Prints one line of JSON a peer: P@1, R@10 over messages that have an earlier one of their cluster, and
processor milliseconds a query (of the server process for PostgreSQL).
"""

import gzip
import json
import os
import sys
import time

import numpy as np

BODY = 144  # as much of the body as the index looks at


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def text_of(row):
    return f"{row.get('title', '')} {row.get('address', '')} {row.get('body', row.get('content', ''))[:BODY]}"


def bigrams(text):
    letters = [c for c in text.lower() if c.isalnum()]
    return {a + b for a, b in zip(letters, letters[1:])}


class Sklearn:
    """TF-IDF over character bigrams, all texts known beforehand, cosine with every earlier one."""

    name = "scikit-learn TF-IDF, character bigrams"

    def __init__(self, texts):
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.vectorizer = TfidfVectorizer(analyzer=lambda text: bigrams(text), sublinear_tf=True)
        self.matrix = self.vectorizer.fit_transform(texts).tocsr()

    def cpu(self):
        return time.thread_time()

    def earlier(self, text, before):
        query = self.vectorizer.transform([text])
        scores = (self.matrix[:before] @ query.T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[:10]
        return [int(n) for n in best if scores[n] > 0]


class MinHash:
    """datasketch: MinHash of bigram sets, banded for a low threshold, ordered by estimated overlap."""

    name = "datasketch MinHashLSH, 128 permutations, threshold 0.2"

    def __init__(self, texts):
        from datasketch import MinHash as Sketch, MinHashLSH

        self.sketch = Sketch
        self.lsh = MinHashLSH(threshold=0.2, num_perm=128)
        self.known = [self.of(text) for text in texts]
        for number, known in enumerate(self.known):
            self.lsh.insert(number, known)

    def of(self, text):
        made = self.sketch(num_perm=128)
        made.update_batch([gram.encode() for gram in bigrams(text)])
        return made

    def cpu(self):
        return time.thread_time()

    def earlier(self, text, before):
        asked = self.of(text)
        found = [n for n in self.lsh.query(asked) if n < before]
        return sorted(found, key=lambda n: -asked.jaccard(self.known[n]))[:10]


class Postgres:
    """pg_trgm with a GIN index; similarity from 0.1 on, as Chinese texts share few trigrams."""

    name = "PostgreSQL pg_trgm, GIN, similarity 0.1"

    def __init__(self, texts):
        import psycopg

        base = os.environ["HUYING_TEST_PG"]
        with psycopg.connect(base, autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS huying_peer")
            admin.execute("CREATE DATABASE huying_peer TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        self.db = psycopg.connect(base.rsplit("/", 1)[0] + "/huying_peer", autocommit=True)
        self.db.execute("CREATE EXTENSION pg_trgm")
        self.db.execute("CREATE TABLE texts (n integer PRIMARY KEY, said text NOT NULL)")
        with self.db.cursor().copy("COPY texts FROM STDIN") as copy:
            for number, text in enumerate(texts):
                copy.write_row((number, text))
        self.db.execute("CREATE INDEX ON texts USING gin (said gin_trgm_ops)")
        self.db.execute("ANALYZE texts")
        self.db.execute("SET pg_trgm.similarity_threshold = 0.1")
        self.pid = self.db.execute("SELECT pg_backend_pid()").fetchone()[0]

    def cpu(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            parts = stat.read().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def earlier(self, text, before):
        found = self.db.execute(
            "SELECT n FROM texts WHERE said % %(t)s AND n < %(b)s ORDER BY similarity(said, %(t)s) DESC, n DESC LIMIT 10".replace(
                "said % %", "said %% %"
            ),
            {"t": text, "b": before},
        )
        return [n for (n,) in found.fetchall()]


def gold(messages):
    """Messages with an earlier one of their cluster, and those earlier ones."""
    seen, asked = {}, []
    for number, message in enumerate(messages):
        if message.get("cluster") is not None:
            earlier = seen.setdefault(message["cluster"], [])
            if earlier:
                asked.append((number, list(earlier)))
            earlier.append(number)
    return asked


def quality(path):
    messages = sorted(rows(path), key=lambda m: m["time"])
    texts, asked = [text_of(m) for m in messages], gold(messages)
    for peer in (Sklearn, MinHash, Postgres):
        made = peer(texts)
        first = found_all = 0.0
        begin = made.cpu()
        for number, right in asked:
            found = made.earlier(texts[number], number)
            first += bool(found) and found[0] in right
            found_all += len(set(found) & set(right)) / min(10, len(right))
        spent = made.cpu() - begin
        tell(made.name, len(asked), spent, texts, p_at_1=first / len(asked), r_at_10=found_all / len(asked))


def speed(texts_path, queries_path):
    texts = [text_of(row) for row in rows(texts_path)]
    queries = [text_of(row) for row in rows(queries_path)]
    for peer in (Postgres, Sklearn):
        made = peer(texts)
        for query in queries[:3]:
            made.earlier(query, len(texts))
        begin = made.cpu()
        for query in queries:
            made.earlier(query, len(texts))
        tell(made.name, len(queries), made.cpu() - begin, texts)


def tell(name, queries, spent, texts, **figures):
    line = {"peer": name, "texts": len(texts), "queries": queries, "cpu_ms": round(1000 * spent / queries, 3)}
    print(json.dumps(line | {key: round(value, 4) for key, value in figures.items()}), flush=True)


if __name__ == "__main__":
    {"quality": quality, "speed": speed}[sys.argv[1]](*sys.argv[2:])
