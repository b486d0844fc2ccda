// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The array of struct pages, one for each page frame (SPARSEMEM_VMEMMAP). */
public final class Pages {
    /** Where x86-64 with 4-level page tables keeps it if it cannot move it. */
    private static final long FIXED_VMEMMAP = 0xffff_ea00_0000_0000L;
    /** Where user space, seen from the kernel, ends: no physical address has more bits (MAX_PHYSMEM_BITS). */
    private static final long FRAMES = 1L << 52 - 12;

    private static final int PAGE_SHIFT = 12;

    private final Variables variables;
    private final Types.Struct type;
    private final long array;

    public Pages(Variables variables) {
        this.variables = variables;
        type = variables.type("page");
        OptionalLong base = variables.find("vmemmap_base");
        array = base.isEmpty() ? FIXED_VMEMMAP : variables.memory().u64(base.getAsLong());
        if (type.size() < 32 || type.size() > 256) {
            throw new MissingTypeException("struct page of a possible size");
        }
    }

    /** The page of a physical address. */
    public Page ofPhysical(long physical) {
        return at(array + (physical >>> PAGE_SHIFT) * type.size());
    }

    /** The page whose struct page is at an address. */
    public Page at(long address) {
        return new Page(this, new KernelObject(variables.memory(), type, address));
    }

    /** Whether an address is that of a struct page. */
    public boolean isPage(long address) {
        return address - array >= 0 && (address - array) % type.size() == 0 && (address - array) / type.size() < FRAMES;
    }

    /** The physical address that a struct page stands for. */
    long physical(long page) {
        return (page - array) / type.size() << PAGE_SHIFT;
    }

    /** Names of the flag bits, without PG_: {@code enum pageflags} up to __NR_PAGEFLAGS; behind it are second names. */
    List<String> names(long flags) {
        List<String> names = new ArrayList<>();
        for (Types.Enumerator flag : variables.types().enumeration("pageflags")) {
            if (flag.name().startsWith("__")) {
                break;
            }
            if (flag.value() >= 0 && flag.value() < Long.SIZE && (flags >>> flag.value() & 1) != 0) {
                names.add(flag.name().startsWith("PG_") ? flag.name().substring(3) : flag.name());
            }
        }
        return names;
    }

    OptionalLong enumerator(String constant) {
        return variables.types().enumerator(constant);
    }

    /** The type went when this member got another name. */
    boolean hasChargedType() {
        return type.member("mem_cgroup").isPresent();
    }

    /** The enumeration of page types, empty before kernel 6.11. */
    List<Types.Enumerator> typeEnumeration() {
        return variables.types().enumeration("pagetype");
    }
}
