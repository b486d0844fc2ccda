// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * The header of a unit: DWARF 5, 7.5.1, and what stands for it in DWARF 2 to 4.
 *
 * @param section {@link DebugSection#INFO} or {@link DebugSection#TYPES}
 * @param offset of the header in that section, in bytes
 * @param end of the unit in the section
 * @param kind {@link #COMPILE}, ...
 * @param abbreviations offset of its table in {@code .debug_abbrev}
 * @param signature of a type unit; the id that a skeleton and its split unit share, from DWARF 5 on; otherwise 0
 * @param type of a type unit: where the type's entry is, from the start of the unit; otherwise 0
 * @param root where the first entry is in the section
 */
record UnitHeader(
        DebugSection section,
        long offset,
        long end,
        UnitFormat format,
        int kind,
        long abbreviations,
        long signature,
        long type,
        long root) {
    static final int COMPILE = 0x01;
    static final int TYPE = 0x02;
    static final int PARTIAL = 0x03;
    static final int SKELETON = 0x04;
    static final int SPLIT_COMPILE = 0x05;
    static final int SPLIT_TYPE = 0x06;

    private static final long DWARF64 = 0xffff_ffffL;
    private static final long FIRST_RESERVED = 0xffff_fff0L;

    /** Where the unit at that offset ends: all that is needed to come to the next. */
    static long end(DwarfSections sections, DebugSection section, long offset) {
        Cursor at = sections.cursor(section, offset);
        long length = at.u32();
        if (length == DWARF64) {
            length = at.u64();
        } else if (length >= FIRST_RESERVED) {
            throw new DwarfException("a unit of reserved length");
        }
        return at.limited(length).end();
    }

    static UnitHeader parse(DwarfSections sections, DebugSection section, long offset) {
        Cursor at = sections.cursor(section, offset);
        long length = at.u32();
        int offsetBytes = Integer.BYTES;
        if (length == DWARF64) {
            length = at.u64();
            offsetBytes = Long.BYTES;
        } else if (length >= FIRST_RESERVED) {
            throw new DwarfException("a unit of reserved length");
        }
        at = at.limited(length);
        int version = at.u16();
        if (version < 2 || version > 5) {
            throw new DwarfException("a unit of DWARF version " + version);
        }
        int kind = section == DebugSection.TYPES ? TYPE : COMPILE;
        int addressBytes;
        long abbreviations;
        if (version >= 5) {
            kind = at.u8();
            addressBytes = at.u8();
            abbreviations = at.unsigned(offsetBytes);
        } else {
            abbreviations = at.unsigned(offsetBytes);
            addressBytes = at.u8();
        }
        if (addressBytes != 2 && addressBytes != 4 && addressBytes != 8) {
            throw new DwarfException("addresses of " + addressBytes + " bytes");
        }
        boolean hasType = kind == TYPE || kind == SPLIT_TYPE;
        boolean hasSignature = hasType || kind == SKELETON || kind == SPLIT_COMPILE;
        long signature = hasSignature ? at.u64() : 0;
        long type = hasType ? at.unsigned(offsetBytes) : 0;
        UnitFormat format = new UnitFormat(version, offsetBytes, addressBytes);
        return new UnitHeader(section, offset, at.end(), format, kind, abbreviations, signature, type, at.position());
    }

    boolean isTypeUnit() {
        return kind == TYPE || kind == SPLIT_TYPE;
    }
}
