// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.AddressIdentity.Kind;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what lies at an address, as far as a text tells: by number, by what was printed of it, and by the memory map of
 * x86-64, {@code Documentation/arch/x86/x86_64/mm.rst}. Where a kernel may have moved its areas at boot, an area is
 * named only if something printed shows that it was not moved, or lies beside the address.
 */
final class TextAddresses {
    private static final long PAGE = 4096;
    private static final long LARGEST_ERRNO = 4095;

    /** The kernel's image if it was not moved; it never reaches half of the 512 MB that are set aside for it. */
    private static final Word KERNEL_IMAGE = Word.of(0xffffffff80000000L);

    private static final Word KERNEL_IMAGE_END = Word.of(0xffffffff90000000L);

    /** Where a kernel's code is that was not moved: from 16 MB on (CONFIG_PHYSICAL_START), and hardly beyond 48 MB. */
    private static final Word DEFAULT_CODE = Word.of(0xffffffff81000000L);

    private static final Word DEFAULT_CODE_END = Word.of(0xffffffff84000000L);

    /** Modules of a kernel that cannot be moved. */
    private static final Word MODULES = Word.of(0xffffffffa0000000L);

    /** Modules of a kernel that can be moved, whether it was or not: its image has up to 1 GB. */
    private static final Word MODULES_BEHIND_MOVABLE_KERNEL = Word.of(0xffffffffc0000000L);

    private static final Word MODULES_END = Word.of(0xffffffffff000000L);

    /** The direct map, if it is not placed at random. */
    private static final Word DIRECT_MAP = Word.of(0xffff880000000000L);

    /** Where it begins since 4.20: d52888aa2753. */
    private static final Word LATER_DIRECT_MAP = Word.of(0xffff888000000000L);

    private static final Word DIRECT_MAP_END = Word.of(0xffffc80000000000L);
    private static final Word VMALLOC = Word.of(0xffffc90000000000L);
    private static final Word VMALLOC_END = Word.of(0xffffe90000000000L);
    private static final Word VMEMMAP = Word.of(0xffffea0000000000L);
    private static final Word VMEMMAP_END = Word.of(0xffffeb0000000000L);

    /** Two addresses so close are of the same area: areas are placed at multiples of 1 GB. */
    private static final int AREA_BITS = 30;

    private final List<Fact> facts;
    private final TextCode code;
    private final @Nullable Boolean moved;

    TextAddresses(List<Fact> facts, TextCode code) {
        this.facts = facts;
        this.code = code;
        this.moved = isMoved();
    }

    /** @return empty if nothing is known of it */
    List<Fact> identify(Word word) {
        AddressIdentity printed = printed(word);
        if (printed != null) {
            return List.of(printed);
        }
        long address = word.value();
        if (Long.compareUnsigned(address, PAGE) < 0) {
            return List.of(identity(word, Kind.NULL_PAGE, null, address, false, null));
        }
        if (Long.compareUnsigned(address, -LARGEST_ERRNO) >= 0) {
            return List.of(identity(word, Kind.ERROR_POINTER, "errno " + -address, null, false, null));
        }
        Location place = location(word);
        if (place != null) {
            Kind kind = place.module() == null ? Kind.KERNEL_TEXT : Kind.MODULE_TEXT;
            return List.of(identity(word, kind, place.symbol(), place.offset(), true, place.module()));
        }
        LoadedModule module = moduleAt(word);
        if (module != null) {
            return List.of(identity(word, Kind.MODULE_DATA, module.name(), null, null, null));
        }
        // With five levels, 56 bits count.
        if (address >> 56 != 0 && address >> 56 != -1) {
            return List.of(identity(word, Kind.NON_CANONICAL, null, null, false, null));
        }
        if (address > 0 && address >> 47 == 0) {
            return List.of(identity(word, Kind.USER_SPACE, null, null, null, null));
        }
        return inArea(word);
    }

    /** What a command said of the address, or of its page. */
    private @Nullable AddressIdentity printed(Word word) {
        for (Fact fact : facts) {
            if (fact instanceof AddressIdentity said) {
                if (said.address().equals(word)) {
                    return placed(said);
                }
                boolean samePage = (said.address().value() ^ word.value()) >>> 12 == 0;
                if (samePage && Boolean.FALSE.equals(said.mapped())) {
                    AddressIdentity there = placed(said);
                    String detail = "rd cannot read " + said.address() + " of the same page";
                    return new AddressIdentity(word, there.kind(), there.name(), null, false, detail, said.source());
                }
            }
        }
        return null;
    }

    /** What a command said, with the area that the address is in: what is not mapped among the modules, no module has. */
    AddressIdentity placed(AddressIdentity said) {
        if (said.kind() != Kind.UNKNOWN && said.kind() != Kind.MODULE_AREA_UNUSED) {
            return said;
        }
        boolean unused = Boolean.FALSE.equals(said.mapped()) && isInModuleArea(said.address());
        return new AddressIdentity(
                said.address(),
                unused ? Kind.MODULE_AREA_UNUSED : Kind.UNKNOWN,
                said.name(),
                said.offset(),
                said.mapped(),
                said.detail(),
                said.source());
    }

    /** What the map of the kernel's memory says where no command was asked. */
    private List<Fact> inArea(Word word) {
        if (Boolean.FALSE.equals(moved)) {
            if (isWithin(word, KERNEL_IMAGE, KERNEL_IMAGE_END)) {
                return ofImage(word);
            }
            Kind kind = isWithin(word, DIRECT_MAP, DIRECT_MAP_END)
                    ? Kind.DIRECT_MAP
                    : isWithin(word, VMALLOC, VMALLOC_END)
                            ? Kind.VMALLOC
                            : isWithin(word, VMEMMAP, VMEMMAP_END) ? Kind.VMEMMAP : Kind.UNKNOWN;
            return kind == Kind.UNKNOWN ? List.of() : List.of(identity(word, kind, null, null, null, null));
        }
        if (isBesideTask(word)) {
            return List.of(identity(word, Kind.DIRECT_MAP, null, null, null, "beside a task_struct"));
        }
        // Whether a module is there, the address alone does not tell.
        return List.of();
    }

    /** Code or data: what is in a later page table's reach than all code seen is data, for code is one piece. */
    private List<Fact> ofImage(Word word) {
        String name = code.symbol(word.value());
        Word last = lastCode();
        boolean behind = last != null && word.value() >>> 21 > last.value() >>> 21;
        return List.of(identity(
                word,
                behind ? Kind.KERNEL_DATA : Kind.UNKNOWN,
                name,
                name == null ? null : (Long) 0L,
                true,
                behind ? "static data of the kernel's image: behind its code" : "in the kernel's image"));
    }

    private boolean isInModuleArea(Word word) {
        return isWithin(word, hasOldMap() ? MODULES : MODULES_BEHIND_MOVABLE_KERNEL, MODULES_END);
    }

    /** Whether KASLR moved the kernel; null if none of its code was printed with an address. */
    private @Nullable Boolean isMoved() {
        Boolean found = null;
        for (Fact fact : facts) {
            if (fact instanceof Frame frame && frame.location().module() == null) {
                Word address = frame.location().address();
                if (address != null && isWithin(address, KERNEL_IMAGE, MODULES_END)) {
                    if (!isWithin(address, DEFAULT_CODE, DEFAULT_CODE_END)) {
                        return true;
                    }
                    found = false;
                }
            }
        }
        return found;
    }

    /** Whether the map is that of kernels up to 4.19 that cannot be moved: tasks are where they are on no other. */
    private boolean hasOldMap() {
        for (Word task : tasks()) {
            if (Boolean.FALSE.equals(moved) && isWithin(task, DIRECT_MAP, LATER_DIRECT_MAP)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Word lastCode() {
        Word last = null;
        for (Fact fact : facts) {
            if (fact instanceof Frame frame && frame.location().module() == null) {
                Word address = frame.location().address();
                if (address != null
                        && isWithin(address, KERNEL_IMAGE, KERNEL_IMAGE_END)
                        && (last == null || address.compareTo(last) > 0)) {
                    last = address;
                }
            }
        }
        return last;
    }

    private @Nullable Location location(Word word) {
        for (Fact fact : facts) {
            if (fact instanceof Frame frame
                    && frame.location().symbol() != null
                    && word.equals(frame.location().address())) {
                return frame.location();
            }
        }
        return null;
    }

    private @Nullable LoadedModule moduleAt(Word word) {
        for (Fact fact : facts) {
            if (fact instanceof LoadedModule module && module.covers(word)) {
                return module;
            }
        }
        return null;
    }

    /** Whether a task_struct, which is always on the direct map, is close by. */
    private boolean isBesideTask(Word word) {
        for (Word task : tasks()) {
            if ((task.value() ^ word.value()) >>> AREA_BITS == 0) {
                return true;
            }
        }
        return false;
    }

    private List<Word> tasks() {
        List<Word> tasks = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof CpuState cpu && cpu.task() != null) {
                tasks.add(cpu.task());
            } else if (fact instanceof Task task) {
                tasks.add(task.address());
            }
        }
        return tasks;
    }

    private static boolean isWithin(Word word, Word start, Word end) {
        return word.compareTo(start) >= 0 && word.compareTo(end) < 0;
    }

    private static AddressIdentity identity(
            Word word,
            Kind kind,
            @Nullable String name,
            @Nullable Long offset,
            @Nullable Boolean mapped,
            @Nullable String detail) {
        return new AddressIdentity(
                word,
                kind,
                name,
                offset,
                mapped,
                detail,
                Source.computed("the addresses printed, and the kernel's memory map"));
    }
}
