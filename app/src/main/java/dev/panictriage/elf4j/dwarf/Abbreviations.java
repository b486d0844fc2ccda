// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;

/**
 * A table of {@code .debug_abbrev}: the shapes that a unit's entries have. One array of numbers for all of them, for a large
 * program has many tables. A shape is named by its index in the array. Computed for one format of units, so that most
 * attributes are at a known distance from their entry's start.
 */
final class Abbreviations {
    /** Numbers in one table at most: far more than any compiler makes, far fewer than memory holds. */
    private static final int LARGEST = 1 << 22;

    /** Of one entry; compilers come to some forty. */
    private static final int MOST_ATTRIBUTES = 1000;

    private static final int TAG = 0;
    private static final int FLAGS = 1;
    private static final int COUNT = 2;
    /** Bytes of all attributes; -1 if they vary. */
    private static final int BYTES = 3;

    /** Which attribute is the sibling; -1 if none is. */
    private static final int SIBLING = 4;

    private static final int HEADER = 5;

    // Of an attribute:
    private static final int NAME = 0;
    private static final int FORM = 1;
    /** Bytes from the first attribute, or -1 if they vary; of an implicit constant: index of its value. */
    private static final int PLACE = 2;

    private static final int STRIDE = 3;

    private static final int HAS_CHILDREN = 1;

    private final UnitFormat format;
    private int[] data = new int[1024];
    private int used;
    private long[] implicit = new long[16];
    private int implicitUsed;
    private long[] codes = new long[64];
    private int[] shapes = new int[64];
    private int count;
    private boolean dense = true;

    private Abbreviations(UnitFormat format) {
        this.format = format;
    }

    static Abbreviations parse(Cursor at, UnitFormat format) {
        Abbreviations table = new Abbreviations(format);
        for (long code = at.uleb128(); code != 0; code = at.uleb128()) {
            table.add(at, code);
        }
        table.finish();
        return table;
    }

    private void add(Cursor at, long code) {
        if (count == codes.length) {
            codes = Arrays.copyOf(codes, 2 * count);
            shapes = Arrays.copyOf(shapes, 2 * count);
        }
        dense &= code == count + 1;
        codes[count] = code;
        shapes[count++] = used;
        int shape = used;
        long tag = at.uleb128();
        grow(HEADER);
        data[shape + TAG] = (int) Math.min(tag, 0xffff);
        data[shape + FLAGS] = at.u8() != 0 ? HAS_CHILDREN : 0;
        data[shape + SIBLING] = -1;
        int place = 0;
        int attributes = 0;
        while (true) {
            long name = at.uleb128();
            long form = at.uleb128();
            if (name == 0 && form == 0) {
                break;
            }
            if (name < 0 || name > 0xffff || form <= 0 || form > 0xffff) {
                throw new DwarfException("an abbreviation with an impossible attribute");
            }
            int start = used;
            grow(STRIDE);
            if (name == DwAt.SIBLING) {
                data[shape + SIBLING] = attributes;
            }
            data[start + NAME] = (int) name;
            data[start + FORM] = (int) form;
            data[start + PLACE] = form == DwForm.IMPLICIT_CONST ? addImplicit(at.sleb128()) : place;
            int bytes = format.fixedBytes((int) form);
            place = place < 0 || bytes < 0 ? -1 : place + bytes;
            if (++attributes > MOST_ATTRIBUTES) {
                throw new DwarfException("an abbreviation of too many attributes");
            }
        }
        data[shape + COUNT] = attributes;
        data[shape + BYTES] = place;
    }

    private int addImplicit(long value) {
        if (implicitUsed == implicit.length) {
            implicit = Arrays.copyOf(implicit, 2 * implicitUsed);
        }
        implicit[implicitUsed] = value;
        return implicitUsed++;
    }

    private void grow(int numbers) {
        used += numbers;
        if (used > LARGEST) {
            throw new DwarfException("a table of abbreviations without an end");
        }
        if (used > data.length) {
            data = Arrays.copyOf(data, 2 * data.length);
        }
    }

    private void finish() {
        data = Arrays.copyOf(data, used);
        implicit = Arrays.copyOf(implicit, implicitUsed);
        shapes = Arrays.copyOf(shapes, count);
        if (dense) {
            codes = new long[0];
            return;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        long[] unsorted = codes;
        int[] unsortedShapes = shapes.clone();
        Arrays.sort(order, (a, b) -> Long.compare(unsorted[a], unsorted[b]));
        codes = new long[count];
        for (int i = 0; i < count; i++) {
            codes[i] = unsorted[order[i]];
            shapes[i] = unsortedShapes[order[i]];
        }
    }

    /** The shape of that code, which is not 0. */
    int shape(long code) {
        if (dense) {
            if (code <= 0 || code > count) {
                throw new DwarfException("an entry of unknown abbreviation " + code);
            }
            return shapes[(int) code - 1];
        }
        int found = Arrays.binarySearch(codes, code);
        if (found < 0) {
            throw new DwarfException("an entry of unknown abbreviation " + code);
        }
        return shapes[found];
    }

    int tag(int shape) {
        return data[shape + TAG];
    }

    boolean hasChildren(int shape) {
        return (data[shape + FLAGS] & HAS_CHILDREN) != 0;
    }

    /** Which of the shape's attributes is the sibling; -1 if none is. */
    int sibling(int shape) {
        return data[shape + SIBLING];
    }

    int count(int shape) {
        return data[shape + COUNT];
    }

    int name(int shape, int attribute) {
        return data[shape + HEADER + attribute * STRIDE + NAME];
    }

    int form(int shape, int attribute) {
        return data[shape + HEADER + attribute * STRIDE + FORM];
    }

    long implicit(int shape, int attribute) {
        return implicit[data[shape + HEADER + attribute * STRIDE + PLACE]];
    }

    /** Which of the shape's attributes has that name; -1 if none has. */
    int find(int shape, int name) {
        int end = shape + HEADER + data[shape + COUNT] * STRIDE;
        for (int at = shape + HEADER; at < end; at += STRIDE) {
            if (data[at + NAME] == name) {
                return (at - shape - HEADER) / STRIDE;
            }
        }
        return -1;
    }

    /** Moves from an entry's first attribute to that one. */
    void skipTo(Cursor at, int shape, int attribute) {
        int place = data[shape + HEADER + attribute * STRIDE + PLACE];
        if (place >= 0 && form(shape, attribute) != DwForm.IMPLICIT_CONST) {
            at.skip(place);
            return;
        }
        for (int i = 0; i < attribute; i++) {
            format.skip(at, form(shape, i));
        }
    }

    /** Moves from an entry's first attribute to behind its last. */
    void skipAll(Cursor at, int shape) {
        int bytes = data[shape + BYTES];
        if (bytes >= 0) {
            at.skip(bytes);
            return;
        }
        int attributes = data[shape + COUNT];
        for (int i = 0; i < attributes; i++) {
            format.skip(at, form(shape, i));
        }
    }
}
