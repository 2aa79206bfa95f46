"""Wall time, CPU time and peak memory of all processes of ``aspa run`` on the example data.

Run: python benchmarks/main_job.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from aspa_analysis.runs import init_project


def measure_tree(process: psutil.Process) -> tuple[int, float]:
    """Return the bytes that a process and its descendants hold of their own, and their CPU seconds."""
    memory, cpu = 0, 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            full, times = one.memory_full_info(), one.cpu_times()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        # Pages shared by forked processes count once: proportional size where the system has it.
        memory += getattr(full, "pss", full.uss)
        cpu += times.user + times.system + times.children_user + times.children_system
    return memory, cpu


def run_once(project: Path) -> tuple[float, float, float]:
    start = time.perf_counter()
    command = [sys.executable, "-m", "aspa_analysis.cli", "run", "--project", str(project)]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak, cpu = 0, 0.0
    while process.poll() is None:
        memory, spent = measure_tree(process)
        peak, cpu = max(peak, memory), max(cpu, spent)
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"aspa run ended with {process.returncode}")
    return time.perf_counter() - start, cpu, peak / 2**20


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows = []
    for number in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            init_project(Path(folder), example=True)
            rows.append(run_once(Path(folder)))
        print(
            f"run {number + 1}: wall {rows[-1][0]:.1f} s, CPU {rows[-1][1]:.1f} s, peak {rows[-1][2]:.0f} MiB"
        )
    wall, cpu, peak = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"median of {runs}: wall {wall:.1f} s, CPU {cpu:.1f} s, peak of all processes {peak:.0f} MiB")


if __name__ == "__main__":
    main()
