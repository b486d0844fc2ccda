// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.kernel.btf.Btf;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The types of modules as the kernel keeps them: {@code btf_modules} of kernel/bpf/btf.c (36e68442d1af, 5.11), each with a copy
 * of the module's BTF. The module's own section is in init memory, and gone once the module is live. In the copy,
 * types refer to the kernel's even where the section had a base of its own (8646db238997, 6.11).
 */
final class ParsedBtf {
    private ParsedBtf() {}

    /**
     * @param module address of its struct module
     * @return empty if the kernel keeps none
     */
    static Optional<Btf> of(Variables variables, long module, Btf kernel) {
        OptionalLong head = variables.find("btf_modules");
        if (head.isEmpty() || variables.types().struct("btf_module").isEmpty()) {
            return Optional.empty();
        }
        Types.Struct type = variables.type("btf_module");
        long inList = type.member("list")
                .orElseThrow(() -> new MissingTypeException(type.name(), "list"))
                .offset();
        ListWalk walk = new ListWalk(variables.memory(), head.getAsLong());
        while (walk.next()) {
            KernelObject entry = new KernelObject(variables.memory(), type, walk.node() - inList);
            if (entry.number("module") == module) {
                return entry.target("btf")
                        .map(btf -> Btf.readModule(
                                variables.memory(), btf.number("data"), btf.number("data_size"), 0, 0, kernel));
            }
        }
        return Optional.empty();
    }
}
