#!/usr/bin/env bash
# Measures what a pick costs by each policy and prints the table of etc/bench/picks.md; some four minutes. Leave the
# machine alone meanwhile.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
# shellcheck source=etc/needs.sh
. "$here/etc/needs.sh"

need_tools jdk maven

cd "$here"
mvn -B -q -Pbench -Dmdep.outputFile=target/bench.classpath process-classes dependency:build-classpath
exec java -cp "target/bench-classes:target/classes:$(cat target/bench.classpath)" \
  io.tollgate.balance.PickBenchmark target/bench.log
