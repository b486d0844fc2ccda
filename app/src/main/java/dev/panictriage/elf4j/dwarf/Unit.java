// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A unit: mostly what one source file was compiled to. For any number of threads. */
public final class Unit {
    private final Units units;
    private final UnitHeader header;
    private volatile @Nullable Abbreviations abbreviations;
    private volatile @Nullable UnitBases bases;
    private volatile @Nullable FunctionTable functions;
    private volatile @Nullable LineTable lines;

    Unit(Units units, UnitHeader header) {
        this.units = units;
        this.header = header;
    }

    /** In {@link #section}, in bytes. */
    public long offset() {
        return header.offset();
    }

    /** {@link DebugSection#INFO} or {@link DebugSection#TYPES}. */
    public DebugSection section() {
        return header.section();
    }

    public DwarfSections sections() {
        return units.sections();
    }

    /** Of DWARF: 2 to 5. */
    public int version() {
        return header.format().version();
    }

    public int addressBytes() {
        return header.format().addressBytes();
    }

    /** Of offsets into sections: 4, or 8 in 64-bit DWARF. */
    public int offsetBytes() {
        return header.format().offsetBytes();
    }

    public boolean isTypeUnit() {
        return header.isTypeUnit();
    }

    /** The entry of the unit itself. */
    public Die root() {
        return die(header.root());
    }

    /** The source file as the compiler was called with it; empty if not known. */
    public String name() {
        return string(DwAt.NAME);
    }

    /** The directory that the compiler worked in; empty if not known. Of a split unit: its skeleton's. */
    public String compilationDirectory() {
        String own = string(DwAt.COMP_DIR);
        Unit skeleton = units.skeleton();
        return own.isEmpty() && skeleton != null ? skeleton.string(DwAt.COMP_DIR) : own;
    }

    public String producer() {
        return string(DwAt.PRODUCER);
    }

    /** {@code DW_LANG_}; -1 if not known. */
    public long language() {
        return root().constant(DwAt.LANGUAGE, -1);
    }

    /** Where the unit's line numbers are in {@code .debug_line}: of the skeleton's file, for a split unit. */
    public OptionalLong lineOffset() {
        Unit skeleton = units.skeleton();
        if (skeleton != null && !isTypeUnit()) {
            return skeleton.lineOffset();
        }
        Attribute list = root().attribute(DwAt.STMT_LIST);
        return list == null ? OptionalLong.empty() : OptionalLong.of(list.sectionOffset());
    }

    /** The unit's line numbers and files; null if it has none. */
    public @Nullable LineTable lines() {
        LineTable known = lines;
        OptionalLong offset = known == null ? lineOffset() : OptionalLong.empty();
        if (offset.isPresent()) {
            Unit skeleton = units.skeleton();
            DwarfSections holder = skeleton == null ? sections() : skeleton.sections();
            LineTableStrings strings = LineTableStrings.of(
                    holder.get(DebugSection.STR), holder.get(DebugSection.LINE_STR), holder.order());
            String directory = compilationDirectory();
            known = LineTable.read(
                    holder.cursor(DebugSection.LINE, offset.getAsLong()),
                    strings,
                    directory.isEmpty() ? null : directory);
            lines = known;
        }
        return known;
    }

    /** What addresses in the unit's lists are relative to, unless a list says otherwise. */
    public long baseAddress() {
        Unit skeleton = units.skeleton();
        if (skeleton != null) {
            return skeleton.baseAddress();
        }
        Attribute low = root().attribute(DwAt.LOW_PC);
        return low == null ? 0 : low.address();
    }

    /** An address of {@code .debug_addr}, by its index among those of the unit. */
    public long indexedAddress(long index) {
        Unit skeleton = units.skeleton();
        if (skeleton != null) {
            return skeleton.indexedAddress(index);
        }
        return element(DebugSection.ADDR, bases().addresses(), index, addressBytes())
                .unsigned(addressBytes());
    }

    Cursor indexedString(long index) {
        long offset = element(DebugSection.STR_OFFSETS, bases().stringOffsets(), index, offsetBytes())
                .unsigned(offsetBytes());
        return sections().cursor(DebugSection.STR, offset);
    }

    /**
     * Where a list of {@code .debug_rnglists} or {@code .debug_loclists} starts, by its index among those of the unit.
     */
    public long indexedList(DebugSection section, long index) {
        long base = section == DebugSection.RNGLISTS ? bases().rangeLists() : bases().locationLists();
        return base + element(section, base, index, offsetBytes()).unsigned(offsetBytes());
    }

    private Cursor element(DebugSection section, long base, long index, int bytes) {
        if (index < 0 || index > Integer.MAX_VALUE) {
            throw new DwarfException("an index that cannot be: " + index);
        }
        return sections().cursor(section, base).skip(index * bytes);
    }

    /**
     * The entry at that offset of the section.
     *
     * @throws DwarfException if there can be none; that there is one cannot be told
     */
    public Die die(long offset) {
        if (offset < header.root()) {
            throw new DwarfException("an entry outside of its unit: 0x" + Long.toHexString(offset));
        }
        Die die = dieOrEnd(cursor(offset));
        if (die == null) {
            throw new DwarfException("no entry at 0x" + Long.toHexString(offset));
        }
        return die;
    }

    /** Where the unit's part of a section starts: 0, but in a package of split units. Offsets by index have it in them. */
    long partOf(DebugSection section) {
        PackageIndex.Parts parts = units.parts(header);
        return parts == null || section == DebugSection.LOCLISTS ? 0 : parts.start(section);
    }

    Units units() {
        return units;
    }

    UnitHeader header() {
        return header;
    }

    UnitFormat format() {
        return header.format();
    }

    /** Over the unit; its positions are those of the section. */
    Cursor cursor(long position) {
        return Cursor.within(sections().get(header.section()), sections().order(), position, header.end());
    }

    Abbreviations abbreviations() {
        Abbreviations known = abbreviations;
        if (known == null) {
            known = units.abbreviations(header);
            abbreviations = known;
        }
        return known;
    }

    UnitBases bases() {
        UnitBases known = bases;
        if (known == null) {
            known = UnitBases.of(this);
            bases = known;
        }
        return known;
    }

    FunctionTable functions() {
        FunctionTable known = functions;
        if (known == null) {
            known = FunctionTable.of(this);
            functions = known;
        }
        return known;
    }

    /** The entry that the cursor is at; null where the list of siblings ends there. */
    @Nullable
    Die dieOrEnd(Cursor at) {
        if (!at.hasMore()) {
            return null;
        }
        long offset = at.position();
        long code = at.uleb128();
        return code == 0 ? null : new Die(this, offset, abbreviations().shape(code), at.position());
    }

    /** Moves from an entry's first attribute to behind the entry and all of its children. */
    void skipTree(Cursor at, int shape) {
        EntrySkipper.skipTree(at, abbreviations(), header, shape);
    }

    private String string(int name) {
        Attribute attribute = root().attribute(name);
        return attribute == null ? "" : attribute.string();
    }
}
