"""Music files in: .als and .mid readers, and the unrolling of clips into passages."""
