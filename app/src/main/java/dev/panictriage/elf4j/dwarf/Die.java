// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A debugging information entry: a place in a unit. Its attributes are read when they are asked for. */
public final class Die {
    /** Longest chain of specifications and abstract origins; true ones have up to three. */
    private static final int LONGEST_CHAIN = 16;

    private final Unit unit;
    private final long offset;
    private final int shape;
    private final long attributes;

    /** @param attributes where the first attribute is */
    Die(Unit unit, long offset, int shape, long attributes) {
        this.unit = unit;
        this.offset = offset;
        this.shape = shape;
        this.attributes = attributes;
    }

    public Unit unit() {
        return unit;
    }

    /** In {@code .debug_info}, or for a type unit of DWARF 4 in {@code .debug_types}; in bytes. */
    public long offset() {
        return offset;
    }

    /** {@link DwTag#SUBPROGRAM}, ... */
    public int tag() {
        return unit.abbreviations().tag(shape);
    }

    /** The entry's own attribute of that name. */
    public @Nullable Attribute attribute(int name) {
        Abbreviations abbreviations = unit.abbreviations();
        int index = abbreviations.find(shape, name);
        return index < 0 ? null : attributeAt(abbreviations, index);
    }

    /** All attributes in order, but for the sibling. */
    public List<Attribute> attributes() {
        Abbreviations abbreviations = unit.abbreviations();
        List<Attribute> all = new ArrayList<>();
        for (int i = 0; i < abbreviations.count(shape); i++) {
            if (abbreviations.name(shape, i) != DwAt.SIBLING) {
                all.add(attributeAt(abbreviations, i));
            }
        }
        return all;
    }

    private Attribute attributeAt(Abbreviations abbreviations, int index) {
        Cursor at = unit.cursor(attributes);
        abbreviations.skipTo(at, shape, index);
        int form = abbreviations.form(shape, index);
        long implicit = form == DwForm.IMPLICIT_CONST ? abbreviations.implicit(shape, index) : 0;
        return new Attribute(unit, abbreviations.name(shape, index), form, at, implicit);
    }

    public boolean has(int name) {
        return unit.abbreviations().find(shape, name) >= 0;
    }

    /** Whether the entry has that flag, and it is set. */
    public boolean flag(int name) {
        Attribute flag = attribute(name);
        return flag != null && flag.flag();
    }

    /** The entry's constant of that name, or the fallback if it has none (or an expression in its place). */
    public long constant(int name, long fallback) {
        Attribute constant = attribute(name);
        return constant == null || !constant.isConstant() ? fallback : constant.constant();
    }

    /** The entry that the attribute of that name refers to. */
    public @Nullable Die reference(int name) {
        Attribute reference = attribute(name);
        return reference == null ? null : reference.reference();
    }

    /** The attribute, of this entry or else of what it is an instance or the definition of. */
    public @Nullable Attribute inherited(int name) {
        Die at = this;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Attribute attribute = at.attribute(name);
            if (attribute != null) {
                return attribute;
            }
            Die next = at.origin();
            if (next == null) {
                return null;
            }
            at = next;
        }
        throw new DwarfException("an entry that is its own origin");
    }

    /** What this is a concrete instance of (abstract origin), or the definition of (specification). */
    public @Nullable Die origin() {
        Die origin = reference(DwAt.ABSTRACT_ORIGIN);
        return origin == null ? reference(DwAt.SPECIFICATION) : origin;
    }

    /** Empty if there is none. */
    public String name() {
        Attribute name = inherited(DwAt.NAME);
        return name == null ? "" : name.string();
    }

    /** The name that the linker knows, where that is not the name; otherwise empty. */
    public String linkageName() {
        Attribute name = inherited(DwAt.LINKAGE_NAME);
        if (name == null) {
            name = inherited(DwAt.MIPS_LINKAGE_NAME);
        }
        return name == null ? "" : name.string();
    }

    /** The type, of this entry or of its origin. Null is void, or none. */
    public @Nullable Die type() {
        Attribute type = inherited(DwAt.TYPE);
        return type == null ? null : type.reference();
    }

    /** The code that the entry describes. */
    public AddressRanges ranges() {
        return AddressRanges.of(this);
    }

    public @Nullable Die firstChild() {
        if (!unit.abbreviations().hasChildren(shape)) {
            return null;
        }
        Cursor at = unit.cursor(attributes);
        unit.abbreviations().skipAll(at, shape);
        return unit.dieOrEnd(at);
    }

    public @Nullable Die nextSibling() {
        Cursor at = unit.cursor(attributes);
        unit.skipTree(at, shape);
        return unit.dieOrEnd(at);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Die die
                && die.offset == offset
                && die.unit.units() == unit.units()
                && die.unit.section() == unit.section();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return "entry at 0x" + Long.toHexString(offset);
    }
}
