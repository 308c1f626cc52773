"""Stops one thread of a running process, as a deadlock would, while its other threads go on (Linux, ptrace)."""
import ctypes
import os

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17
ANY_CHILD = 0x40000000  # __WALL: threads too
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"ptrace {request:#x} of thread {thread}: {os.strerror(code)}")


def freeze(thread):
    """The thread stands still until `thaw`, which must be called by the same thread of ours (or until we end)."""
    ptrace(SEIZE, thread)
    ptrace(INTERRUPT, thread)
    os.waitpid(thread, ANY_CHILD)


def thaw(thread):
    ptrace(DETACH, thread)
