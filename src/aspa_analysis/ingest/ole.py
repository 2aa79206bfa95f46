"""Old Excel files (XLS) checked before they are opened: a damaged one makes the reader eat all memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_END = 0xFFFFFFFE
_STREAM, _ROOT = 2, 5
_BOF, _DIMENSIONS, _SST = 0x0809, 0x0200, 0x00FC
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})


class DamagedOleError(Exception):
    """The container's chains or the workbook's sizes cannot be right."""


def list_streams(content: bytes) -> dict[str, bytes]:
    """List the streams of an OLE container, refusing chains that loop or leave the file.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    dict of str to bytes
        Name of each stream and its content.

    Raises
    ------
    DamagedOleError
        If the container is damaged.
    """
    try:
        return _read_streams(content)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise DamagedOleError from None


def _read_streams(content: bytes) -> dict[str, bytes]:
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise DamagedOleError
    size = 1 << shift
    sectors = [content[i : i + size] for i in range(size, len(content), size)]
    table = _read_table(content, sectors)
    directory_start, _, cutoff, mini_start, minis_count = struct.unpack_from("<5I", content, 48)
    directory = _join(directory_start, table, sectors)
    entries = list(_list_entries(directory))
    # Writers leave any number where there is nothing to point at, so empty streams are not followed.
    mini_table = _unpack(_join(mini_start if minis_count else _END, table, sectors))
    root = next((start for _, kind, start, length in entries if kind == _ROOT and length), _END)
    root_stream = _join(root, table, sectors)
    minis = [root_stream[i : i + 64] for i in range(0, len(root_stream), 64)]
    streams = {}
    for name, kind, start, length in entries:
        if kind == _STREAM and length:
            is_mini = length < cutoff
            body = _join(start, mini_table, minis) if is_mini else _join(start, table, sectors)
            streams[name] = body[:length]
    return streams


def _read_table(content: bytes, sectors: list[bytes]) -> tuple[int, ...]:
    """Read the table that says which sector follows which."""
    listed = list(struct.unpack_from("<109I", content, 76))
    following, seen = struct.unpack_from("<I", content, 68)[0], set()
    while following < _FREE:
        if following in seen:
            raise DamagedOleError
        seen.add(following)
        *more, following = _unpack(sectors[following])
        listed += more
    return _unpack(b"".join(sectors[number] for number in listed if number < _FREE))


def _unpack(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _join(start: int, table: tuple[int, ...], sectors: list[bytes]) -> bytes:
    parts, number, seen = [], start, set()
    while number < _FREE:
        if number in seen:
            raise DamagedOleError
        seen.add(number)
        parts.append(sectors[number])
        number = table[number]
    if number != _END:
        raise DamagedOleError
    return b"".join(parts)


def _list_entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    for offset in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, offset + 64)
        start, size = struct.unpack_from("<II", directory, offset + 116)
        if kind not in (_STREAM, _ROOT):
            continue
        if length > 64:
            raise DamagedOleError
        yield directory[offset : offset + max(length - 2, 0)].decode("utf-16-le"), kind, start, size


def measure_workbook(stream: bytes) -> int:
    """Measure the largest sheet of a BIFF workbook stream.

    Parameters
    ----------
    stream : bytes
        The stream ``Workbook`` or ``Book``.

    Returns
    -------
    int
        Cells of the rectangle that the sheet's filled cells span.

    Raises
    ------
    DamagedOleError
        If it claims to hold more strings than it has bytes.
    """
    largest = rows = columns = 0
    for number, body in _list_records(stream):
        if number == _BOF:
            rows = columns = 0
        elif number in _CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif number == _DIMENSIONS and len(body) >= 12:
            _, high, _, right = struct.unpack_from("<IIHH", body)
            rows, columns = max(rows, high), max(columns, right)
        elif number == _SST and len(body) >= 8 and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise DamagedOleError
        largest = max(largest, rows * columns)
    return largest


def _list_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, offset)
        if number == 0 and length == 0:
            # Streams are filled up with zeros to a whole sector.
            offset += 4
            continue
        if offset + 4 + length > len(stream):
            return
        yield number, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
