#!/bin/sh
# Find the system libraries that Qt, OpenGL/EGL and the virtual screen need, and install what is missing.
# Debian and Ubuntu: names the packages, then installs them as root; without root prints the exact line and stops.
# macOS needs none. Elsewhere: says what is missing and goes on.
set -eu

[ "$(uname -s)" = Linux ] || exit 0

PATH="$PATH:/usr/sbin:/sbin"
found=$(ldconfig -p 2>/dev/null || true)
missing=""

need_library() { # soname package
    case "$found" in
        *"$1 "*) ;;
        *) missing="$missing $2" ;;
    esac
}

# PySide6: QtCore, QtGui, QtWidgets, QtOpenGLWidgets and the xcb platform plugin
need_library libglib-2.0.so.0 libglib2.0-0
need_library libdbus-1.so.3 libdbus-1-3
need_library libfontconfig.so.1 libfontconfig1
need_library libfreetype.so.6 libfreetype6
need_library libxkbcommon.so.0 libxkbcommon0
need_library libxkbcommon-x11.so.0 libxkbcommon-x11-0
need_library libX11-xcb.so.1 libx11-xcb1
need_library libxcb-cursor.so.0 libxcb-cursor0
need_library libxcb-icccm.so.4 libxcb-icccm4
need_library libxcb-image.so.0 libxcb-image0
need_library libxcb-keysyms.so.1 libxcb-keysyms1
need_library libxcb-randr.so.0 libxcb-randr0
need_library libxcb-render-util.so.0 libxcb-render-util0
need_library libxcb-render.so.0 libxcb-render0
need_library libxcb-shape.so.0 libxcb-shape0
need_library libxcb-shm.so.0 libxcb-shm0
need_library libxcb-sync.so.1 libxcb-sync1
need_library libxcb-xfixes.so.0 libxcb-xfixes0
need_library libxcb-xkb.so.1 libxcb-xkb1
# OpenGL in a window (GLX) and off-screen (EGL), with Mesa's software renderer where there is no GPU driver
need_library libEGL.so.1 libegl1
need_library libGL.so.1 libgl1
need_library libOpenGL.so.0 libopengl0
need_library libGLX_mesa.so.0 libglx-mesa0
need_library libEGL_mesa.so.0 libegl-mesa0
if ! ls /usr/lib/*/dri/*_dri.so /usr/lib/dri/*_dri.so /usr/lib64/dri/*_dri.so >/dev/null 2>&1; then
    missing="$missing libgl1-mesa-dri"
fi
# The virtual screen for tests, and one font for the viewer
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
if ! find /usr/share/fonts /usr/local/share/fonts -name '*.?tf' 2>/dev/null | head -n 1 | grep -q .; then
    missing="$missing fonts-dejavu-core"
fi

[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "sonochrome: these libraries seem to be missing (names as in Debian):$missing"
    echo "sonochrome: install them with your system's package manager if the viewer does not start."
    exit 0
fi

echo "sonochrome: missing system packages:$missing"
if [ "$(id -u)" -ne 0 ]; then
    echo "sonochrome: install them, then run make again:"
    echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing"
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of names
apt-get install -y -qq --no-install-recommends $missing
