# Sourced by etc/demo, etc/test and etc/bench: looks for what they need, and installs it where it may.

# need_tools TOOL...   where TOOL is one of jdk, maven, chromium, nginx, node, haproxy, apache, caddy, wrk, openssl
#
# As root, what is missing is installed with apt-get. Otherwise, or where there is no apt-get, the script ends with
# status 1 and the one line that installs it.
need_tools() {
  local missing=() tool
  for tool in "$@"; do
    "have_$tool" || missing+=("$(package_of "$tool")")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    return
  fi

  local install="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install with: sudo sh -c '$install'" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}" >&2
  apt-get update -q >&2
  # shellcheck disable=SC2086 # a package may stand for two words
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${missing[*]} >&2

  # Debian starts what it installs as a service; here it is wanted as a program.
  for tool in nginx haproxy apache2 caddy; do
    if [[ " ${missing[*]} " == *" $tool "* ]] && command -v systemctl >/dev/null; then
      systemctl disable --now "$tool" >&2 || true
    fi
  done

  for tool in "$@"; do
    if ! "have_$tool"; then
      echo "Installed $(package_of "$tool"), but still no $(what_is "$tool")." >&2
      exit 1
    fi
  done
}

package_of() {
  case "$1" in
    jdk) echo default-jdk-headless ;;
    maven) echo maven ;;
    chromium) echo "chromium fonts-liberation" ;;
    node) echo nodejs ;;
    apache) echo apache2 ;;
    *) echo "$1" ;;
  esac
}

what_is() {
  case "$1" in
    jdk) echo "JDK 17 or later; is JAVA_HOME set to an older one?" ;;
    maven) echo "Maven" ;;
    chromium) echo "Chromium" ;;
    node) echo "Node.js" ;;
    *) echo "$1" ;;
  esac
}

# A file of the JDK's bin folder: of JAVA_HOME where it is set, as Maven does it, else of the PATH.
java_tool() {
  echo "${JAVA_HOME:+$JAVA_HOME/bin/}$1"
}

have_jdk() {
  local version
  version="$("$(java_tool javac)" -version 2>&1)" || return 1
  version="${version#javac }"
  version="${version%%[!0-9]*}"
  [ -n "$version" ] && [ "$version" -ge 17 ]
}

have_maven() {
  command -v mvn >/dev/null
}

have_chromium() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

# Where Debian puts some of them is on the path of root alone.
have_program() {
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]
}

have_nginx() {
  have_program nginx
}

have_haproxy() {
  have_program haproxy
}

have_apache() {
  have_program apache2
}

have_caddy() {
  command -v caddy >/dev/null
}

have_wrk() {
  command -v wrk >/dev/null
}

have_openssl() {
  command -v openssl >/dev/null
}

have_node() {
  command -v node >/dev/null
}

# need_build DIR   builds the product in that folder, unless what is there is as new as its sources
need_build() {
  local jar="$1/target/tollgate.jar"
  if [ -f "$jar" ] && [ -z "$(find "$1"/pom.xml "$1"/src/main "$1"/admin-ui "$1"/webapp -newer "$jar" -print -quit)" ]; then
    need_tools jdk
    return
  fi
  need_tools jdk maven
  echo "Building; the first time, Maven fetches the libraries, which takes a while." >&2
  (cd "$1" && mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true package)
}
