// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.NearFunction;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for functions one bit away from an address: a pointer in memory may lose a bit. */
final class NearFunctions {
    /** The kernel and its modules are in the top 2 GiB: a flip of a higher bit leads out of there. */
    private static final int BITS = 31;

    /** What functions that are called later on get as their only argument. */
    private static final Set<String> DEFERRED =
            Set.of("timer_list", "hrtimer", "work_struct", "rcu_head", "callback_head", "tasklet_struct", "irq_work");

    private NearFunctions() {}

    static List<Fact> of(KernelImage image, Word address) {
        List<Fact> found = new ArrayList<>();
        for (int bit = 0; bit < BITS; bit++) {
            long other = address.value() ^ 1L << bit;
            Symbol symbol = image.symbols().at(other).orElse(null);
            if (symbol != null && symbol.address() == other && isCode(symbol) && isDeferred(image, symbol)) {
                Location function = new Location(Word.of(other), symbol.name(), 0L, symbol.size(), symbol.module());
                found.add(new NearFunction(address, bit, function, Source.computed("symbols, one bit away")));
            }
        }
        return found;
    }

    private static boolean isCode(Symbol symbol) {
        return symbol.type() == 't' || symbol.type() == 'T';
    }

    /** Also if its declaration is not known: a module's types need not be there. */
    private static boolean isDeferred(KernelImage image, Symbol symbol) {
        Optional<Types.Function> declared =
                symbol.module() == null ? image.types().function(symbol.name()) : Optional.empty();
        if (declared.isEmpty()) {
            return true;
        }
        List<Types.Parameter> parameters = declared.get().parameters();
        return parameters.size() == 1
                && parameters.get(0).type() instanceof Types.Pointer pointer
                && pointer.target()
                        .struct()
                        .map(Types.Struct::name)
                        .filter(DEFERRED::contains)
                        .isPresent();
    }
}
