// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of an entry: where its value is stored and how. Each reader of a value throws {@link DwarfException} for an
 * attribute that is stored as something else.
 */
public final class Attribute {
    private final Unit unit;
    private final int name;
    private final int form;
    private final long position;
    private final long implicit;

    /** @param implicit the value, of an implicit constant */
    Attribute(Unit unit, int name, int form, Cursor at, long implicit) {
        this.unit = unit;
        this.name = name;
        this.form = form == DwForm.INDIRECT ? UnitFormat.direct(at) : form;
        this.position = at.position();
        this.implicit = implicit;
    }

    /** {@link DwAt#NAME}, ... */
    public int name() {
        return name;
    }

    /** {@link DwForm#DATA1}, ...; an indirect one is already followed. */
    public int form() {
        return form;
    }

    public Unit unit() {
        return unit;
    }

    public boolean isConstant() {
        return switch (form) {
            case DwForm.DATA1,
                    DwForm.DATA2,
                    DwForm.DATA4,
                    DwForm.DATA8,
                    DwForm.UDATA,
                    DwForm.SDATA,
                    DwForm.IMPLICIT_CONST -> true;
            default -> false;
        };
    }

    /** The constant as it is stored: zero-extended, unless the form is one of signed numbers. */
    public long constant() {
        Cursor at = cursor();
        return switch (form) {
            case DwForm.DATA1 -> at.u8();
            case DwForm.DATA2 -> at.u16();
            case DwForm.DATA4 -> at.u32();
            case DwForm.DATA8 -> at.u64();
            case DwForm.UDATA -> at.uleb128();
            case DwForm.SDATA -> at.sleb128();
            case DwForm.IMPLICIT_CONST -> implicit;
            default -> throw wrong("constant");
        };
    }

    /** The constant, sign-extended where the form does not say what it is. */
    public long signedConstant() {
        long value = constant();
        return switch (form) {
            case DwForm.DATA1 -> (byte) value;
            case DwForm.DATA2 -> (short) value;
            case DwForm.DATA4 -> (int) value;
            default -> value;
        };
    }

    public boolean flag() {
        return switch (form) {
            case DwForm.FLAG_PRESENT -> true;
            case DwForm.FLAG -> cursor().u8() != 0;
            default -> constant() != 0;
        };
    }

    public boolean isAddress() {
        return switch (form) {
            case DwForm.ADDR,
                    DwForm.ADDRX,
                    DwForm.ADDRX1,
                    DwForm.ADDRX2,
                    DwForm.ADDRX3,
                    DwForm.ADDRX4,
                    DwForm.GNU_ADDR_INDEX -> true;
            default -> false;
        };
    }

    public long address() {
        Cursor at = cursor();
        return switch (form) {
            case DwForm.ADDR -> at.unsigned(unit.addressBytes());
            case DwForm.ADDRX, DwForm.GNU_ADDR_INDEX -> unit.indexedAddress(at.uleb128());
            case DwForm.ADDRX1 -> unit.indexedAddress(at.u8());
            case DwForm.ADDRX2 -> unit.indexedAddress(at.u16());
            case DwForm.ADDRX3 -> unit.indexedAddress(at.u24());
            case DwForm.ADDRX4 -> unit.indexedAddress(at.u32());
            default -> throw wrong("address");
        };
    }

    /** Whether this is an expression, or other bytes. */
    public boolean isBlock() {
        return switch (form) {
            case DwForm.BLOCK, DwForm.BLOCK1, DwForm.BLOCK2, DwForm.BLOCK4, DwForm.EXPRLOC, DwForm.DATA16 -> true;
            default -> false;
        };
    }

    /** The bytes, not copied. */
    public MemorySegment block() {
        Cursor at = cursor();
        return switch (form) {
            case DwForm.BLOCK, DwForm.EXPRLOC -> at.bytes(at.uleb128());
            case DwForm.BLOCK1 -> at.bytes(at.u8());
            case DwForm.BLOCK2 -> at.bytes(at.u16());
            case DwForm.BLOCK4 -> at.bytes(at.u32());
            case DwForm.DATA16 -> at.bytes(16);
            default -> throw wrong("block");
        };
    }

    /** The block as an expression. */
    public Expression expression() {
        return new Expression(
                block(), unit.sections().order(), unit.addressBytes(), unit.offsetBytes(), unit.version());
    }

    /** The list of locations that this leads to. */
    public LocationList locations() {
        boolean old = unit.version() < 5;
        boolean split = unit.units().skeleton() != null;
        LocationListFormat format =
                old ? split ? LocationListFormat.GNU_SPLIT : LocationListFormat.PAIRS : LocationListFormat.KINDS;
        DebugSection section = old ? DebugSection.LOC : DebugSection.LOCLISTS;
        return new LocationList(
                format,
                unit.sections().get(section),
                unit.sections().order(),
                unit.addressBytes(),
                unit.offsetBytes(),
                unit.version(),
                unit.partOf(section) + sectionOffset(),
                unit.baseAddress(),
                unit::indexedAddress);
    }

    /** Whether this leads to another section: to a list, or to line numbers. Before DWARF 4 constants did. */
    public boolean isSectionOffset() {
        return switch (form) {
            case DwForm.SEC_OFFSET, DwForm.LOCLISTX, DwForm.RNGLISTX -> true;
            case DwForm.DATA4, DwForm.DATA8 -> unit.version() < 4;
            default -> false;
        };
    }

    /** Where in the other section; indices of lists are looked up. */
    public long sectionOffset() {
        Cursor at = cursor();
        return switch (form) {
            case DwForm.SEC_OFFSET -> at.unsigned(unit.offsetBytes());
            case DwForm.LOCLISTX -> unit.indexedList(DebugSection.LOCLISTS, at.uleb128());
            case DwForm.RNGLISTX -> unit.indexedList(DebugSection.RNGLISTS, at.uleb128());
            case DwForm.DATA4, DwForm.DATA8 -> constant();
            default -> throw wrong("section offset");
        };
    }

    public boolean isString() {
        return form == DwForm.STRING || referredStrings() != null || stringIndexBytes() >= 0;
    }

    public String string() {
        return stringCursor().string();
    }

    /** Whether the string is these bytes. Makes no string. */
    boolean isString(byte[] wanted) {
        Cursor at = stringCursor();
        for (byte b : wanted) {
            if (at.s8() != b) {
                return false;
            }
        }
        return at.u8() == 0;
    }

    /** The entry referred to, maybe of another unit or file. */
    public Die reference() {
        Cursor at = cursor();
        return switch (form) {
            case DwForm.REF1 -> inUnit(at.u8());
            case DwForm.REF2 -> inUnit(at.u16());
            case DwForm.REF4 -> inUnit(at.u32());
            case DwForm.REF8 -> inUnit(at.u64());
            case DwForm.REF_UDATA -> inUnit(at.uleb128());
            case DwForm.REF_ADDR -> unit.units().die(at.unsigned(unit.format().fixedBytes(form)));
            case DwForm.REF_SIG8 -> unit.units().typeOfSignature(at.u64());
            case DwForm.REF_SUP4 -> unit.units().supplementary().die(at.u32());
            case DwForm.REF_SUP8 -> unit.units().supplementary().die(at.u64());
            case DwForm.GNU_REF_ALT -> unit.units().supplementary().die(at.unsigned(unit.offsetBytes()));
            default -> throw wrong("reference");
        };
    }

    /**
     * Where in {@code .debug_str} the string is, or -1 if it is elsewhere. Strings of one file that are the same are mostly at
     * the same place.
     */
    long mergedString() {
        return form == DwForm.STRP ? cursor().unsigned(unit.offsetBytes()) : -1;
    }

    private Die inUnit(long offset) {
        return unit.die(unit.offset() + offset);
    }

    private Cursor cursor() {
        return unit.cursor(position);
    }

    /** Where the characters are. */
    Cursor stringCursor() {
        if (form == DwForm.STRING) {
            return cursor();
        }
        DebugSection strings = referredStrings();
        if (strings != null) {
            boolean elsewhere = form == DwForm.STRP_SUP || form == DwForm.GNU_STRP_ALT;
            Units owner = elsewhere ? unit.units().supplementary() : unit.units();
            return owner.sections().cursor(strings, cursor().unsigned(unit.offsetBytes()));
        }
        int bytes = stringIndexBytes();
        if (bytes < 0) {
            throw wrong("string");
        }
        Cursor at = cursor();
        return unit.indexedString(bytes == 0 ? at.uleb128() : bytes == 3 ? at.u24() : at.unsigned(bytes));
    }

    private @Nullable DebugSection referredStrings() {
        return switch (form) {
            case DwForm.STRP, DwForm.STRP_SUP, DwForm.GNU_STRP_ALT -> DebugSection.STR;
            case DwForm.LINE_STRP -> DebugSection.LINE_STR;
            default -> null;
        };
    }

    /** Of the index of a string: its bytes, or 0 if it is a LEB128 number, or -1 if this is no index. */
    private int stringIndexBytes() {
        return switch (form) {
            case DwForm.STRX, DwForm.GNU_STR_INDEX -> 0;
            case DwForm.STRX1 -> 1;
            case DwForm.STRX2 -> 2;
            case DwForm.STRX3 -> 3;
            case DwForm.STRX4 -> 4;
            default -> -1;
        };
    }

    private DwarfException wrong(String wanted) {
        return new DwarfException("attribute 0x" + Integer.toHexString(name) + " of form 0x" + Integer.toHexString(form)
                + ", which is no " + wanted);
    }
}
