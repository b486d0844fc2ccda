// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A file of physical memory. Reads nothing but its headers until it is asked for memory.
 *
 * <p>Thread-safe. Opened by {@link Dumps#open}.
 */
public interface Dump extends AutoCloseable {
    /** Format in a few words, for the report: {@code kdump-compressed v6 (LZO)}, {@code ELF vmcore}, ... */
    String format();

    /** What is known to be wrong with the file as a whole: incomplete, truncated, a part of a split dump missing. */
    List<String> deficiencies();

    /** Bytes per page frame of this dump. */
    int pageSize();

    /** One more than the highest page frame number that may be present. */
    long endOfFrames();

    /** Whether the page can be read, without decompressing it. */
    boolean isPresent(long frame);

    /** The smallest frame {@code >= from} that is present, or -1. */
    long nextPresent(long from);

    /**
     * Copies physical memory, across page boundaries where need be. Gives only bytes that the dump has: filtered pages
     * never read as zeros.
     *
     * @throws UnreadableException at the first byte that the dump does not have
     */
    void read(long physical, byte[] into, int at, int length);

    /**
     * Whether a page that is {@link Absence#FILTERED} may have held only zeros. Never in a kdump-compressed dump:
     * makedumpfile keeps its pages of zeros, as one, at every dump level. In an ELF vmcore it leaves them out with the
     * free pages, page cache and user pages, and nothing tells them apart.
     */
    boolean leavesOutZeroPages();

    /**
     * Copies physical memory that can have been filtered for no other reason than that it was zero: memory that is the
     * kernel's for good, such as its image with .data and .bss, or a page table. What is filtered there reads as zeros,
     * if {@link #leavesOutZeroPages}. Not for memory that may have been free, page cache or a user's: its contents are
     * unknown, and zeros would be made up.
     *
     * @throws UnreadableException at the first byte that the dump does not have for any other reason
     */
    default void readKernelOwned(long physical, byte[] into, int at, int length) {
        for (int done = 0; done < length; ) {
            long address = physical + done;
            int step = (int) Math.min(length - done, pageSize() - (address & (pageSize() - 1)));
            try {
                read(address, into, at + done, step);
            } catch (UnreadableException e) {
                if (e.absence() != Absence.FILTERED || !leavesOutZeroPages()) {
                    throw e;
                }
                Arrays.fill(into, at + (int) (e.address() - physical), at + done + step, (byte) 0);
            }
            done += step;
        }
    }

    /** ELF notes: CPU registers, VMCOREINFO, what a hypervisor saved. Empty where the dump has none. */
    List<Note> notes();

    /**
     * What the dump's headers say is to be added to a virtual address of the kernel image to get the physical one; empty where
     * they say nothing. Headers lie: whoever uses it must hold it against the memory.
     */
    default OptionalLong imageOffset() {
        return OptionalLong.empty();
    }

    /** Facts of the dump's own header, where its format has one. */
    Header header();

    @Override
    void close();

    /**
     * An ELF note.
     *
     * @param name owner, without the NUL: "CORE", "VMCOREINFO", "QEMU"
     * @param type meaning depends on the owner
     */
    record Note(String name, int type, byte[] description) {}

    /**
     * What the dump's header says, empty where it says nothing. Headers lie (QEMU leaves most of it empty): whoever
     * uses a value must hold it against the memory.
     *
     * @param machine as uname names it; empty if unknown
     * @param release as uname names it; empty if unknown
     * @param crashTime seconds since the epoch; 0 if unknown
     * @param cpus number of CPUs; 0 if unknown
     */
    record Header(String machine, String release, long crashTime, int cpus) {}
}
