"""The model for short reports with a point and a category, from boston311."""
import json
import subprocess
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

from measure import apply, expected_calibration_error, line
from model_file import write

HERE = Path(__file__).resolve().parent.parent / "data"
NEAR, FOLDS = 40, 5
SETTINGS = dict(n_estimators=200, num_leaves=8, learning_rate=0.05, min_child_samples=40, subsample=0.8,
                subsample_freq=1, colsample_bytree=0.6, reg_lambda=5, verbose=-1, n_jobs=1)


def _family(frame, index):
    parent = list(range(len(frame)))

    def find(x):
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for row, of in zip(frame.index, frame.parent_id):
        if of in index:
            parent[find(row)] = find(index[of])
    return np.array([find(x) for x in range(len(frame))])


def _pairs(frame, index, family):
    """Each flagged report, and as many unflagged ones, with its nearest others of the last weeks."""
    lat, lon, at = frame.lat.values, frame.lon.values, frame.seconds.values
    flagged = frame.index[frame.parent_same_split & frame.parent_id.isin(index.keys())]
    plain = frame.index[frame.parent_id == ""]
    queries = np.concatenate([flagged, np.random.RandomState(5).choice(plain, len(flagged), replace=False)])
    rows = []
    for query in queries:
        metres = np.hypot((lat - lat[query]) * 111320, (lon - lon[query]) * 82400)
        days = np.abs(at - at[query]) / 86400
        far = np.nan_to_num(metres, nan=3000.0) / 100 + days / 15
        far = far + np.where(frame.type.values == frame.type.values[query], 0, 3)
        far[query] = np.inf
        near = np.argsort(far, kind="stable")[:NEAR]
        own = index.get(frame.parent_id[query])
        for other in set(near) | ({own} - {None}):
            rows.append((query, other, int(family[query] == family[other]), int(own == other)))
    return pd.DataFrame(rows, columns=["query", "other", "label", "is_parent"])


def train(args):
    work = Path(args.work)
    frame = pd.read_csv(Path(args.data) / "boston311.csv.gz", low_memory=False).drop(columns="closure_note")
    frame["parent_id"] = [str(int(p)) if p == p else "" for p in frame.parent_id]
    frame["seconds"] = pd.to_datetime(frame.open_dt).values.astype("datetime64[s]").astype(float)
    index = {str(case): row for row, case in enumerate(frame.case_enquiry_id)}
    family = _family(frame, index)
    pairs = _pairs(frame, index, family)
    with open(work / "reports.jsonl", "w", encoding="utf-8") as file:
        for row in frame.itertuples():
            text = f"{row.case_title} {row.location if row.location == row.location else ''}"
            place = {"lat": row.lat, "lon": row.lon} if row.lat == row.lat else {}
            file.write(json.dumps({"id": row.Index, "body": text, "time": row.open_dt, "category": row.type, **place}) + "\n")
    pairs[["query", "other"]].to_csv(work / "report-pairs.csv", index=False)
    with open(work / "reports.csv", "wb") as file:
        subprocess.run([args.tool, "points", work / "reports.jsonl", work / "report-pairs.csv"], stdout=file, check=True)
    values = pd.read_csv(work / "reports.csv")
    names = list(values.columns[2:])
    rising = {"metres": -1, "days": -1, "same_category": 1}
    x, y = values[names].values, pairs.label.values
    fold = family[pairs["query"].values] % FOLDS
    raw = np.zeros(len(y))
    fit = lambda keep: lgb.LGBMClassifier(random_state=3, monotone_constraints=[rising.get(n, 0) for n in names],
                                          **SETTINGS).fit(x[keep], y[keep])
    for k in range(FOLDS):
        raw[fold == k] = fit(fold != k).predict(x[fold == k], raw_score=True)
    pairs["raw"] = raw
    ranks = []
    for _, of in pairs.groupby("query"):
        parent = of[of.is_parent == 1]
        if len(parent):
            ranks.append((of.raw > parent.raw.iloc[0]).sum())
    ranks = np.array(ranks)
    print(f"points: {len(ranks)} flagged reports among both earlier and later, parent first {(ranks < 1).mean():.3f}, "
          f"in five {(ranks < 5).mean():.3f}, in ten {(ranks < 10).mean():.3f}")
    calibration = line(raw, y)
    print(f"points: calibration error {expected_calibration_error(apply(calibration, raw), y):.3f}")
    print("repeats-points.model:", write(HERE / "repeats-points.model", [fit(np.full(len(y), True)).booster_], calibration))
