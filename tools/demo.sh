#!/bin/sh
# Play the demo song through the whole product: simulated Live, device script, OSC, daemon, painters, stage.
set -eu
cd "$(dirname "$0")/.."
mkdir -p demo
# A folder of its own: the demo neither finds nor touches the user's daemon, settings and library.
SONOCHROME_HOME="$(pwd)/demo/home"
export SONOCHROME_HOME
headless=""
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "sonochrome: no display here, so the stage plays without a window"
    headless="--headless"
fi
# shellcheck disable=SC2086  # empty or one word
.venv/bin/sonochrome play sonochrome/songs/first_light.mid $headless --report demo/report.json --pictures demo/pictures
echo "sonochrome: pictures and contact sheet are in demo/pictures, the report is demo/report.json"
