#!/usr/bin/env bash
# Builds Vitrine on Debian 12 and 13 or Ubuntu from nothing, and runs or tests it.
#   ./bootstrap.sh run    the desktop program on its demo study; without a display, the demo's figures
#   ./bootstrap.sh test   the whole suite
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

build_packages=(build-essential meson ninja-build pkg-config libgtk-4-dev libepoxy-dev libzstd-dev liblzma-dev
  zlib1g-dev libbz2-dev libisal-dev libjson-glib-dev libcminpack-dev
  libcmark-dev libzip-dev)
run_packages=(libegl1 libgl1 libgl1-mesa-dri librsvg2-common fonts-dejavu-core fonts-liberation2 fonts-wqy-microhei
              adwaita-icon-theme)
test_packages=(xvfb xauth openbox dbus at-spi2-core xdotool imagemagick python3 python3-gi gir1.2-atspi-2.0 poppler-utils
  desktop-file-utils appstream ffmpeg python3-jsonschema zstd)

installed=

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0"
  exit 2
}

missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "This script installs packages with apt-get (Debian, Ubuntu). Elsewhere install what these names stand for:"
    echo "  $*"
    echo "and then: meson setup build --buildtype=release && ninja -C build"
    command -v meson >/dev/null || exit 1
    return
  fi
  local wanted as_root=()
  wanted=$(missing "$@")
  [ -n "$wanted" ] || return 0
  installed=yes
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing: ${wanted//$'\n'/ }"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # shellcheck disable=SC2086
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
}

# Packages that were installed since may be more than a former setup found.
configure() {
  local options=()
  [ -z "${VITRINE_CLUSTER:-}" ] || options=(-Dmpi=both)
  if [ ! -f build/build.ninja ]; then
    meson setup build --buildtype=release "${options[@]}"
  elif [ -n "${VITRINE_CLUSTER:-}" ]; then
    meson setup build --reconfigure "${options[@]}"
  elif [ -n "$installed" ] || [ /var/lib/dpkg/status -nt build/build.ninja ]; then
    meson setup build --reconfigure
  fi
}

# The named targets, or everything.
build() {
  mkdir -p build
  if ! configure >build/setup.log 2>&1; then
    tail -n 40 build/setup.log
    exit 1
  fi
  if ! ninja -C build "$@" >build/ninja.log 2>&1; then
    tail -n 40 build/ninja.log
    exit 1
  fi
}

run() {
  install_packages "${build_packages[@]}" "${run_packages[@]}"
  build app/vitrine app/cli/vitrine-cli
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/app/vitrine --demo
  fi
  local figures=$PWD/build/demo-figures
  echo "There is no display: rendering the demo study to figures instead."
  build/app/cli/vitrine-cli figures resources/samples/demo.vitrine -t 80 -o "$figures" --format png --dpi 150 >/dev/null
  echo "The figures are in $figures"
}

run_tests() {
  install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"
  build all benches
  if [ -z "${VITRINE_TEST_DATA:-}" ] && [ -d ../shared/samples ]; then
    VITRINE_TEST_DATA=$(readlink -f ../shared)
    export VITRINE_TEST_DATA
  fi
  local status=0 log=build/test.log
  meson test -C build --no-rebuild --print-errorlogs >"$log" 2>&1 || status=$?
  # The second tier is what takes longer.
  if [ -n "${VITRINE_SECOND_TIER:-}" ]; then
    meson test -C build --no-rebuild --print-errorlogs --suite ci >>"$log" 2>&1 || status=$?
  fi
  # What needs more than one process on one machine, and packages that only .ci/run installs.
  if [ -n "${VITRINE_CLUSTER:-}" ]; then
    timeout 1200 meson test -C build --no-rebuild --print-errorlogs --suite cluster >>"$log" 2>&1 || status=$?
  fi
  grep -E '^ *[0-9]+/[0-9]+ .*(FAIL|TIMEOUT|ERROR|SKIP)|^not ok|ERROR:' "$log" || true
  [ "$status" -eq 0 ] || tail -n 60 "$log"
  local passed failed
  passed=$(sed -n 's/^Ok: *\([0-9]*\).*/\1/p' "$log" | awk "{n += \$1} END {print n + 0}")
  failed=$(sed -nE 's/^(Fail|Timeout|Unexpected Pass): *([0-9]*).*/\2/p' "$log" | awk "{n += \$1} END {print n + 0}")
  # What may be left out, and why, is written down; CI holds to it.
  local skipped unknown
  skipped=$(sed -nE 's/^ *[0-9]+\/[0-9]+ +[^ ]+ +\/ +([^ ]+) +SKIP.*/\1/p' "$log" | sort -u)
  unknown=$(comm -23 <(echo "$skipped" | sed '/^$/d') <(sed -nE 's/^([a-z][^ #]*).*/\1/p' tests/allowed-skips | sort -u))
  if [ -n "$unknown" ] && [ -n "${VITRINE_STRICT_SKIPS:-}" ]; then
    echo "skipped without a reason in tests/allowed-skips: ${unknown//$'\n'/, }"
    status=1
    failed=$((${failed:-0} + $(echo "$unknown" | wc -l)))
  fi
  local counts="${passed:-0} passed, ${failed:-$status} failed"
  [ -z "$skipped" ] || counts+=", $(echo "$skipped" | wc -l) skipped"
  echo "$counts"
  return "$status"
}

case "${1:-}" in
  run) run ;;
  test) run_tests ;;
  *) usage ;;
esac
