// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.StrayTimer;
import dev.panictriage.facts.TimerWheels;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for timers of modules that are gone: those on a wheel that are in the module area where no timer can be. */
final class StrayTimers {
    /** A machine with more of them tells no more. */
    private static final int MOST = 8;

    private final KernelImage image;

    private StrayTimers(KernelImage image) {
        this.image = image;
    }

    static List<Fact> of(KernelView kernel) {
        return new StrayTimers(kernel.image()).find();
    }

    private List<Fact> find() {
        List<Fact> found = new ArrayList<>();
        // An incomplete list of modules proves nothing of what is missing from it.
        Optional<String> problem = image.modules().problem();
        if (problem.isPresent()) {
            throw new MissingTypeException("complete list of modules: " + problem.get());
        }
        // Before 500462a9de65 (4.8) the wheel was of another shape: whoever looks will see.
        if (image.types().struct("timer_base").isEmpty()) {
            return found;
        }
        List<TimerWheel.Timer> timers = new TimerWheel(image.variables(), image.perCpu()).timers();
        found.add(new TimerWheels(timers.size(), Source.computed("timer_bases of all CPUs")));
        for (TimerWheel.Timer timer : timers) {
            if (found.size() <= MOST && image.moduleArea().contains(timer.address())) {
                StrayTimer stray = examine(timer);
                if (stray != null) {
                    found.add(stray);
                }
            }
        }
        return found;
    }

    private @Nullable StrayTimer examine(TimerWheel.Timer timer) {
        Optional<KernelModule> module = image.modules().covering(timer.address());
        Symbol variable = image.symbols().at(timer.address()).orElse(null);
        KernelObject object = image.variables().object("timer_list", timer.address());
        if (module.isPresent() && hasRoom(variable, object)) {
            return null;
        }
        Word function;
        try {
            function = Word.of(object.number("function"));
        } catch (UnreadableException e) {
            function = null;
        }
        return new StrayTimer(
                timer.cpu(),
                Word.of(timer.address()),
                timer.running(),
                function,
                module.map(KernelModule::name).orElse(null),
                variable == null ? null : variable.name(),
                Source.memory(Word.of(timer.base()), "timer_base of CPU " + timer.cpu()));
    }

    /** Code is no variable, whatever its size; struct module (include/linux/module.h) has no timer. */
    private static boolean hasRoom(@Nullable Symbol variable, KernelObject object) {
        return variable != null
                && variable.type() != 't'
                && variable.type() != 'T'
                && !variable.name().equals("__this_module")
                && object.address() + object.type().size() <= variable.address() + variable.size();
    }
}
