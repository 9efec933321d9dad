// Sonochrome's device script for Max's [js] object; ECMAScript 5. Built from max_device/src by `python -m max_device.build`.
//
// It tells the daemon what the Live set plays, as docs/osc-protocol.md says, and never changes the set.
//
// Inlet 0
//   bang             from live.thisdevice through deferlow: device and Live API are there (comes again on save)
//   setid N          the number that the set keeps for us; 0 = none yet (before or after the first bang)
//   enabled 0|1      the on/off button;   powered 0|1   the device's own power button
//   listening N      the patch tells which port udpreceive listens on (optional; the script chooses it)
//   goodbye          the device is being removed (freebang)
//   /sonochrome/...  whatever udpreceive got
// Outlet 0  to udpsend: an OSC address and its arguments, or `host`, `port N`, `maxpacketsize N`
// Outlet 1  to udpreceive: `port N`
// Outlet 2  to the strip: `state TEXT`, `detail TEXT`, `lamp R G B A` (0..1), `thumbnail PATH`
// Outlet 3  to the stored parameter: the set id, once, when the set has none
//
// What is observed (observers are re-pointed, never destroyed; a callback only marks what is to be read again):
//   song        transport, tracks, scenes, locators, launch quantization: always
//   tracks      name, colour, mute, clips, slots, playing and fired slot: the first 128, MIDI tracks first
//   slots       has_clip: the first 256 of MIDI tracks
//   clips       notes: 400, playing ones and those nearest to the playhead first; everything else of a clip: the nearest 24
// The rest is read again in turn, a few cheap reads a tick, and compared.

inlets = 1;
outlets = 4;
autowatch = 0;
