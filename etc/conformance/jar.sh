# Sourced by the scripts here: runs the jar for what they put to it, and ends it with them.

jar="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../target/tollgate.jar"

missing() {
  echo "$1" >&2
  exit 2
}

[ -f "$jar" ] || missing "No target/tollgate.jar: build it with mvn -DskipTests package"

work="$(mktemp -d)"
started=()
clean() {
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean EXIT

# await FILE COMMAND... waits until the command, given the file, says something.
await() {
  for _ in $(seq 300); do
    if said="$("${@:2}" "$1" 2>/dev/null)" && [ -n "$said" ]; then
      echo "$said"
      return
    fi
    sleep 0.1
  done
  cat "$1" >&2
  missing "Nothing came of it within 30 s"
}

# serve runs the jar by $work/tollgate.yaml, and sets $data to the port of its first listener.
serve() {
  java -jar "$jar" run -c "$work/tollgate.yaml" --state "$work/state" >"$work/tollgate" 2>&1 &
  started+=($!)
  data="$(await "$work/tollgate" sed -n 's|^READY data=https\{0,1\}://127.0.0.1:\([0-9]*\).*|\1|p')"
}
