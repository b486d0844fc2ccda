// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.FILESYSTEM;
import static dev.panictriage.facts.Oops.Kind.MACHINE_CHECK;
import static dev.panictriage.facts.Oops.Kind.NMI;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.OUT_OF_MEMORY;
import static dev.panictriage.text.OopsHead.Role.EVENT;
import static dev.panictriage.text.OopsHead.Role.HARMLESS;
import static dev.panictriage.text.OopsHead.Role.PANIC;
import static dev.panictriage.text.OopsHead.said;

import dev.panictriage.facts.Oops;

/** Lines that are no reports by themselves: panics, what hardware and filesystems said before them, and what only looks like one. */
final class EventHeads {
    static final OopsHead[] ALL = {
        said(PANIC, Oops.Kind.PANIC, "Kernel panic - not syncing: {message}"),
        // Typed from a screen.
        said(PANIC, Oops.Kind.PANIC, "Kernel panic - not syncing : {message}"),
        said(PANIC, Oops.Kind.PANIC, "Kernel panic: {message}"),

        // What the hardware, the filesystems and the allocator said before a panic.
        said(
                EVENT,
                MACHINE_CHECK,
                "[Hardware Error]: CPU {cpu#}: Machine Check Exception: {mcgstatus} Bank {bank#}: {status@}"),
        said(EVENT, MACHINE_CHECK, "[Hardware Error]: CPU {cpu#}: Machine Check~: {mcgstatus} Bank {bank#}: {status@}"),
        said(EVENT, NMI, "NMI: PCI system error (SERR) for reason {reason@}"),
        said(EVENT, NMI, "NMI: IOCK error~ (debug interrupt?) for reason {reason@}"),
        said(EVENT, NMI, "Uhhuh. NMI received for unknown reason {reason@}~ on CPU {cpu#}"),
        said(EVENT, FILESYSTEM, "EXT4-fs error (device {device}): {at}:{line#}: {what}"),
        said(EVENT, FILESYSTEM, "EXT3-fs error (device {device}): {at}: {what}"),
        said(EVENT, FILESYSTEM, "XFS ({device}): Corruption {what}"),
        said(EVENT, FILESYSTEM, "XFS ({device}): Internal error {what} at line {line#} of file {file}."),
        said(EVENT, FILESYSTEM, "XFS ({device}): Log I/O Error Detected~"),
        said(EVENT, FILESYSTEM, "BTRFS: error (device {device}) {what}"),
        said(EVENT, OUT_OF_MEMORY, "Out of memory: {what}"),

        // Looks like a report and is none.
        said(HARMLESS, OTHER, "BUG: arch topology borken"),
        said(HARMLESS, OTHER, "BUG: recent printk recursion"),
        said(HARMLESS, OTHER, "BUG: no syscalls can create resource"),
    };

    private EventHeads() {}
}
