# Runs a PostgreSQL cluster that lives exactly as long as this script's standard input stays open.
# Whoever holds the other end may end well, be interrupted or be killed: the cluster goes with it.
# Arguments: the folder of the server programs, the port. Prints one line, "ready PASSWORD".
set -eu
programs=$1
port=$2
umask 077
home=$(mktemp -d /tmp/huying-test-postgres.XXXXXX)
server=

end() {
  if [ -n "$server" ]; then
    kill -INT "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$home"
}
trap end EXIT
trap '' HUP INT TERM

fail() {
  cat "$1" >&2
  exit 1
}

head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$home/password"
"$programs/initdb" --pgdata="$home/data" --username=huying --auth=scram-sha-256 --pwfile="$home/password" \
  --encoding=UTF8 --locale=C.UTF-8 >"$home/log" 2>&1 || fail "$home/log"
# What is thrown away anyway need not survive the machine: nothing waits for the disk.
"$programs/postgres" -D "$home/data" -p "$port" -k "$home" \
  -c listen_addresses=127.0.0.1 -c max_connections=200 \
  -c fsync=off -c full_page_writes=off -c synchronous_commit=off </dev/null >"$home/log" 2>&1 &
server=$!

tries=0
until "$programs/pg_isready" -q -h 127.0.0.1 -p "$port"; do
  kill -0 "$server" 2>/dev/null || fail "$home/log"
  tries=$((tries + 1))
  [ "$tries" -lt 600 ] || fail "$home/log"
  sleep 0.1
done

echo "ready $(cat "$home/password")"
cat >/dev/null
