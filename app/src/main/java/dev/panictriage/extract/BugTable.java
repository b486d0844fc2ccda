// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeReader.Bug;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The table that tells BUG() and WARN() apart and where they are in the source: struct bug_entry of
 * include/asm-generic/bug.h, with relative pointers (on x86 always).
 */
final class BugTable {
    private static final int LARGEST = 8 << 20;
    private static final int LONGEST_FILE = 256;
    private static final int WARNING = 1;

    private final KernelImage image;
    private final Types.@Nullable Struct entry;
    private byte @Nullable [] kernelTable;
    private long kernelStart;

    BugTable(KernelImage image) {
        this.image = image;
        entry = image.types().struct("bug_entry").orElse(null);
    }

    @Nullable
    Bug at(long address) {
        if (entry == null
                || entry.size() < Integer.BYTES
                || entry.member("bug_addr_disp").isEmpty()) {
            return null;
        }
        try {
            KernelModule module = image.symbols()
                    .at(address)
                    .map(symbol -> symbol.module())
                    .flatMap(name -> image.modules().named(name))
                    .orElse(null);
            if (module == null) {
                return find(kernel(), kernelStart, address);
            }
            long start = module.object().number("bug_table");
            long bytes = module.object().number("num_bugs") * entry.size();
            return bytes <= 0 || bytes > LARGEST
                    ? null
                    : find(image.memory().bytes(start, (int) bytes), start, address);
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    private byte[] kernel() {
        if (kernelTable == null) {
            image.symbols().prefetch("__start___bug_table", "__stop___bug_table");
            OptionalLong start = image.symbols().address("__start___bug_table");
            OptionalLong end = image.symbols().address("__stop___bug_table");
            long bytes = start.isEmpty() || end.isEmpty() ? 0 : end.getAsLong() - start.getAsLong();
            kernelStart = start.orElse(0);
            kernelTable =
                    bytes <= 0 || bytes > LARGEST ? new byte[0] : image.memory().bytes(kernelStart, (int) bytes);
        }
        return kernelTable;
    }

    private @Nullable Bug find(byte[] table, long start, long address) {
        Types.Struct type = entry;
        if (type == null) {
            return null;
        }
        int each = (int) type.size();
        int pointer = offset(type, "bug_addr_disp");
        for (int at = 0; at + each <= table.length; at += each) {
            // The address is relative to its own member, which is the first: the entry.
            if (start + at + pointer + (int) Memory.INT.get(table, at + pointer) == address) {
                return bug(type, table, at, start);
            }
        }
        return null;
    }

    private Bug bug(Types.Struct type, byte[] table, int at, long start) {
        int flags = offset(type, "flags");
        boolean warning = flags >= 0 && ((short) Memory.SHORT.get(table, at + flags) & WARNING) != 0;
        int file = offset(type, "file_disp");
        int line = offset(type, "line");
        if (file < 0 || line < 0) {
            return new Bug(null, 0, warning);
        }
        long relative = start + at + (int) Memory.INT.get(table, at + file);
        return new Bug(file(relative, file), (short) Memory.SHORT.get(table, at + line) & 0xffff, warning);
    }

    /** The name of the file is relative to the entry or to its own member; a string begins where another has ended. */
    private @Nullable String file(long relative, int member) {
        boolean toEntry = isStart(relative);
        boolean toMember = isStart(relative + member);
        return toEntry == toMember ? null : string(toEntry ? relative : relative + member);
    }

    private boolean isStart(long address) {
        try {
            return image.memory().u8(address - 1) == 0 && image.memory().u8(address) > ' ';
        } catch (UnreadableException e) {
            return false;
        }
    }

    private @Nullable String string(long address) {
        try {
            return image.memory().string(address, LONGEST_FILE);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private static int offset(Types.Struct type, String member) {
        Optional<Types.Member> found = type.member(member);
        return found.isEmpty() ? -1 : (int) found.get().offset();
    }
}
