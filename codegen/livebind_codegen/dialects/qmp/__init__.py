"""QEMU's machine protocol (QMP): a machine that tells its commands and events."""
