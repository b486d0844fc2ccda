// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries by name. Nothing is indexed ahead: a search reads on from where the last one ended, until it finds what it
 * wants, and remembers what it passed. All searches together read the file once. What is found does not depend on the
 * threads: of several it is the first in the file, and a definition rather than a declaration.
 */
final class NameIndex {
    /** Units that a second thread is not worth while for. */
    private static final int FEW_UNITS = 32;

    private final Units units;
    private final NameScanner[] scanners;
    private final long[] info;
    private final long[] types;
    private int done;

    NameIndex(Units units, NameScanner.Wanted wanted) {
        this.units = units;
        this.info = units.offsets(DebugSection.INFO);
        this.types = units.offsets(DebugSection.TYPES);
        this.scanners = new NameScanner[count() < FEW_UNITS ? 1 : Parallel.threads()];
        for (int i = 0; i < scanners.length; i++) {
            scanners[i] = new NameScanner(units, wanted);
        }
    }

    /** The first definition of that tag and name at the top level of a unit; else the first declaration, of functions and variables. */
    synchronized @Nullable Die find(int tag, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            return null;
        }
        long key = NameScanner.key(NameScanner.hash(bytes), tag, false);
        long found = remembered(key);
        if (found == LongMap.ABSENT && done < count()) {
            read(key);
            found = remembered(key);
        }
        if (found == LongMap.ABSENT) {
            found = remembered(NameScanner.key(NameScanner.hash(bytes), tag, true));
        }
        if (found == LongMap.ABSENT) {
            refuseIfFull();
            return null;
        }
        return checked(found, bytes);
    }

    private void refuseIfFull() {
        for (NameScanner scanner : scanners) {
            if (scanner.isFull()) {
                throw new DwarfException("a file of too many names");
            }
        }
    }

    private @Nullable Die checked(long found, byte[] name) {
        DebugSection section = NameScanner.section(found);
        Die die = units.containing(section, NameScanner.offset(found)).die(NameScanner.offset(found));
        Attribute attribute = die.attribute(DwAt.NAME);
        // Two names may share their hash, if somebody took pains that they do.
        return attribute != null && attribute.isString(name) ? die : null;
    }

    private long remembered(long key) {
        long best = LongMap.ABSENT;
        for (NameScanner scanner : scanners) {
            long found = scanner.find(key);
            if (found != LongMap.ABSENT && (best == LongMap.ABSENT || found < best)) {
                best = found;
            }
        }
        return best;
    }

    /** Reads units until the key is met. */
    private void read(long key) {
        Parallel parts = new Parallel(done, count());
        Parallel.Worker[] work = new Parallel.Worker[scanners.length];
        for (int i = 0; i < scanners.length; i++) {
            NameScanner scanner = scanners[i];
            work[i] = () -> {
                for (int part = parts.take(); part >= 0; part = parts.take()) {
                    boolean isInfo = part < info.length;
                    scanner.scan(
                            isInfo ? DebugSection.INFO : DebugSection.TYPES,
                            isInfo ? info[part] : types[part - info.length]);
                    if (scanner.find(key) != LongMap.ABSENT) {
                        parts.stop();
                    }
                }
            };
        }
        Parallel.run(work);
        done = parts.reached();
    }

    private int count() {
        return info.length + types.length;
    }
}
