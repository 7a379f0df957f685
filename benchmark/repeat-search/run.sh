#!/bin/sh
# The index and its peers on the same texts; see README.md.
# run.sh MESSAGES.jsonl[.gz] [SIZE] [QUERIES]
set -eu
messages=$(realpath "$1")
size=${2:-100000}
queries=${3:-30}
here=$(cd "$(dirname "$0")" && pwd)
python=${HUYING_PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/../.."

echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"
echo "# real messages, each against all earlier ones"
cargo run --quiet --release --package echo --example quality -- "$messages"
"$python" "$here/peers.py" quality "$messages"

echo "# $size made-up requests, $queries queries"
cargo run --quiet --release --package echo --example scale -- "$messages" "$size" "$queries" 1 "$work/index"
cargo run --quiet --release --package echo --example quality -- \
    "$messages" "$size" "$queries" 1 "$work/texts.jsonl" "$work/asked.jsonl"
"$python" "$here/peers.py" speed "$work/texts.jsonl" "$work/asked.jsonl"
(cd "$here/tantivy" && cargo run --quiet --release -- "$messages" "$size" "$queries" 1 "$work/tantivy")
echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"
