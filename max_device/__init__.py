"""The Max for Live device: script, patcher, container, builder."""
