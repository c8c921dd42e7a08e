"""What the kernel says about a running weir: memory with its peak."""


def _status(pid, field):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field)) * 1024


def memory(weir):
    return _status(weir.process.pid, "VmRSS:")


def peak(weir):
    return _status(weir.process.pid, "VmHWM:")


def forget_peak(weir):
    """The peak begins anew at what is used now."""
    with open(f"/proc/{weir.process.pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    return memory(weir)


MB = 1024 * 1024
