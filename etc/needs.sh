# Sourced by etc/demo and etc/test: looks for what they need, and installs it where it may.

# need_tools TOOL...   where TOOL is one of jdk, maven, chromium, nginx, node
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
  if [[ " ${missing[*]} " == *" nginx "* ]] && command -v systemctl >/dev/null; then
    systemctl disable --now nginx >&2 || true
  fi

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
    nginx) echo nginx ;;
    node) echo nodejs ;;
  esac
}

what_is() {
  case "$1" in
    jdk) echo "JDK 17 or later; is JAVA_HOME set to an older one?" ;;
    maven) echo "Maven" ;;
    chromium) echo "Chromium" ;;
    nginx) echo "nginx" ;;
    node) echo "Node.js" ;;
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

# Where Debian puts it is on the path of root alone.
have_nginx() {
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]
}

have_node() {
  command -v node >/dev/null
}
