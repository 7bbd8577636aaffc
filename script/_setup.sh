# Sourced by script/run and script/test: Python, Qt's system libraries and the
# virtual environments. Bash 3.2 (macOS) has to understand every line of it.
#
# Messages go to stderr, so that stdout stays the app's own.

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# Another project's search path must not leak into this one's environments.
unset PYTHONPATH PYTHONHOME

say() { printf '%s\n' "$@" >&2; }
die() {
  say "$@"
  exit 1
}

# --- Python --------------------------------------------------------------------

# Answers for one interpreter, in one start of it: is it new enough, can it make
# a virtual environment, and where it really is. Neither a version manager's shim
# nor an active environment will do: the latter may be the one about to be rebuilt.
python_probe='
import sys
if sys.version_info < (3, 11):
    sys.exit(1)
try:
    import ensurepip, venv
    able = "able"
except ImportError:
    able = "unable"
print(able, "%d.%d" % sys.version_info[:2], getattr(sys, "_base_executable", "") or sys.executable)
'

# Sets python and python_version; python_able is empty where venv is not complete.
find_python() {
  local name answer
  python='' python_version='' python_able=''
  for name in python3.13 python3.12 python3.11 python3; do
    answer=$("$name" -c "$python_probe" 2>/dev/null </dev/null) || continue
    case $answer in
      able\ *) python_able=yes ;;
      *) [ -z "$python" ] || continue ;;
    esac
    answer=${answer#* }
    python_version=${answer%% *}
    python=${answer#* }
    [ -z "$python_able" ] || return 0
  done
}

no_python() {
  local found
  found=$(python3 --version 2>/dev/null) || found='no python3'
  die "ShallowNet needs Python 3.11 or newer; this machine has $found." \
    "Install one (https://www.python.org/downloads/) and start this again."
}

# --- system packages -------------------------------------------------------------

# What Qt and its platform plugins (offscreen, xcb, wayland) load from the system, and
# the Debian package that brings it. Asked for by file, not by package: libglib2.0-0 is
# libglib2.0-0t64 on newer releases, and apt-get takes the old name for it.
qt_libraries=$(cat "$root/resources/qt_libraries.txt")

# Without a single font Qt draws a box for every letter.
has_font() {
  local folder
  for folder in /usr/share/fonts /usr/local/share/fonts \
    "${HOME:-/}/.local/share/fonts" "${HOME:-/}/.fonts"; do
    if [ -d "$folder" ] && [ -n "$(find "$folder" \
      \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null)" ]; then
      return 0
    fi
  done
  return 1
}

# Adds to the arrays packages (Debian's names) and files (what a hint can name).
find_missing_libraries() {
  local known file package
  # Not every user's PATH has /sbin; where there is no cache nothing can be said.
  known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || return 0
  while read -r file package; do
    [ -n "$file" ] || continue
    case $known in
      *[[:space:]]"$file "*) ;;
      *)
        files+=("$file")
        packages+=("$package")
        ;;
    esac
  done <<<"$qt_libraries"
}

has_library() { # file
  PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q "[[:space:]]$1 "
}

apt_install() {
  local log command
  command=(apt-get install --yes --no-install-recommends "$@")
  if [ "$(id -u)" != 0 ]; then
    say "ShallowNet needs system packages that this machine lacks. Install them with" ""
    # A machine that never fetched the package lists knows none of the names.
    if apt-cache show "$1" >/dev/null 2>&1; then
      say "    sudo ${command[*]}"
    else
      say "    sudo apt-get update && sudo ${command[*]}"
    fi
    die "" "and start this again."
  fi
  say "Installing system packages (once): $*"
  log=$(mktemp "${TMPDIR:-/tmp}/shallownet-apt.XXXXXX")
  export DEBIAN_FRONTEND=noninteractive
  # Package lists that are absent or too old make the first try fail; only then
  # are they worth fetching.
  if "${command[@]}" >"$log" 2>&1 </dev/null ||
    { apt-get update && "${command[@]}"; } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  cat "$log" >&2
  rm -f "$log"
  die "apt-get could not install: $*"
}

# prepare_system [tests]: ends with python set where an environment must be made. Tests
# need an X server, and Qt Multimedia one more library, without which they skip MP4.
prepare_system() {
  local packages files
  packages=() files=()

  if [ "${need_python:-}" ]; then
    find_python
  fi
  if [ "$(uname -s)" = Linux ]; then
    find_missing_libraries
    if command -v apt-get >/dev/null; then
      has_font || packages+=(fonts-dejavu-core)
      if [ "${1:-}" = tests ]; then
        command -v Xvfb >/dev/null || packages+=(xvfb)
        if [ "$(id -u)" = 0 ] && ! has_library libpulse.so.0; then
          packages+=(libpulse0)
        fi
      fi
      if [ "${need_python:-}" ]; then
        if [ -z "$python" ] && ! command -v python3 >/dev/null; then
          packages+=(python3 python3-venv)
        elif [ -n "$python" ] && [ -z "$python_able" ]; then
          packages+=("python$python_version-venv")
        fi
      fi
      if [ ${#packages[@]} -gt 0 ]; then
        apt_install "${packages[@]}"
        [ -z "${need_python:-}" ] || find_python
      fi
    else
      if [ ${#files[@]} -gt 0 ]; then
        say "Qt may not start without these system libraries: ${files[*]}"
      fi
      if [ "${1:-}" = tests ] && ! command -v Xvfb >/dev/null; then
        die "The end-to-end tests need Xvfb, the X server without a screen: install it first."
      fi
    fi
  fi
  if [ "${need_python:-}" ]; then
    [ -n "$python" ] || no_python
    [ -n "$python_able" ] ||
      die "$python cannot make virtual environments: its venv or ensurepip module is missing."
  fi
}

# --- virtual environments ----------------------------------------------------------

# The stamp is written last, so an interrupted installation has none. It names all
# that an environment depends on: one that was moved, copied, made for other
# dependencies or left behind by a system's new Python does not match it.
stamp_of() { # folder
  local version
  version=$("$1/bin/python" -IS -c 'import sys; print(sys.version)' 2>/dev/null </dev/null) ||
    return 1
  printf '%s\n' "$1" "$version" "$(cksum <"$root/pyproject.toml")"
}

# Sets environment_has to what a folder's environment was made with, or to nothing.
look_at_environment() { # folder
  local contents stamp expected
  environment_has=''
  [ -f "$1/.shallownet-stamp" ] || return 0
  { read -r contents && stamp=$(cat); } <"$1/.shallownet-stamp" || return 0
  expected=$(stamp_of "$1") || return 0
  if [ "$stamp" = "$expected" ]; then
    environment_has=$contents
  fi
}

# make_environment folder contents pip-arguments...: python must be set, unless
# the folder's environment is sound and only lacks something.
make_environment() {
  local folder=$1 contents=$2
  shift 2
  say "Setting up ${folder##*/} (once, takes a minute) ..."
  look_at_environment "$folder"
  rm -f "$folder/.shallownet-stamp"
  if [ -z "$environment_has" ]; then
    rm -rf "$folder"
    "$python" -m venv "$folder" </dev/null >&2
  fi
  (cd "$root" && "$folder/bin/python" -m pip install --quiet --no-input \
    --disable-pip-version-check "$@" </dev/null >&2)
  printf '%s\n' "$contents" "$(stamp_of "$folder")" >"$folder/.shallownet-stamp"
}
