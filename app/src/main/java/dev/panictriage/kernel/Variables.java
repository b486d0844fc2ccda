// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's variables, by name. A variable that this kernel lacks throws {@link MissingTypeException}, memory that the
 * dump lacks {@link UnreadableException}; the {@code find} methods are for variables that come and go between versions.
 */
public record Variables(Memory memory, Symbols symbols, Types types) {
    /** All that this package asks for, so that the symbol table is gone through once. */
    static final String[] NAMES = {
        "__cpu_online_mask",
        "__cpu_possible_mask",
        "__cpu_present_mask",
        "__end_init_stack",
        "__end_init_task",
        "__per_cpu_offset",
        "__preempt_count",
        "__start_init_stack",
        "__start_init_task",
        "_totalram_pages",
        "cea_exception_stacks",
        "contig_page_data",
        "current_task",
        "default_hstate_idx",
        "hardirq_stack_ptr",
        "hstates",
        "hugetlb_max_hstate",
        "init_task",
        "last_unloaded_module",
        "modules",
        "node_data",
        "node_states",
        "nr_cpu_ids",
        "nr_swap_pages",
        "pcpu_hot",
        "prb",
        "runqueues",
        "sysctl_overcommit_kbytes",
        "sysctl_overcommit_ratio",
        "taint_flags",
        "tainted_mask",
        "timer_bases",
        "total_swap_pages",
        "unloaded_tainted_modules",
        "vm_committed_as",
        "vm_node_stat",
        "vm_zone_stat",
        "vmemmap_base",
        // Of older kernels.
        "cpu_online_bits",
        "cpu_possible_bits",
        "cpu_present_bits",
        "irq_stack_ptr",
        "irq_stack_union",
        "orig_ist",
        "per_cpu__current_task",
        "per_cpu__irq_stack_ptr",
        "per_cpu__irq_stack_union",
        "per_cpu__orig_ist",
        "per_cpu__runqueues",
        "thread_return",
        "totalram_pages",
        "vm_stat",
    };

    public OptionalLong find(String name) {
        return symbols.address(name);
    }

    public long address(String name) {
        OptionalLong address = symbols.address(name);
        if (address.isEmpty()) {
            throw symbols.areKnown()
                    ? new MissingTypeException("variable " + name)
                    : MissingTypeException.symbolsNotKnown(name);
        }
        return address.getAsLong();
    }

    public long u64(String name) {
        return memory.u64(address(name));
    }

    public long u32(String name) {
        return memory.u32(address(name));
    }

    public Types.Struct type(String struct) {
        return types.struct(struct)
                .orElseThrow(() -> types.equals(Types.NONE)
                        ? MissingTypeException.typesNotKnown(struct)
                        : new MissingTypeException("struct " + struct));
    }

    /** The struct of that type at an address. */
    public KernelObject object(String struct, long address) {
        return new KernelObject(memory, type(struct), address);
    }

    /** A variable that is a struct. */
    public KernelObject struct(String name, String struct) {
        return object(struct, address(name));
    }

    public Optional<KernelObject> findStruct(String name, String struct) {
        OptionalLong address = find(name);
        return address.isEmpty() ? Optional.empty() : Optional.of(object(struct, address.getAsLong()));
    }
}
