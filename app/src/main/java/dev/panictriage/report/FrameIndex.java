// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.FrameSource;
import dev.panictriage.facts.LocalVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Frames by their stacks, and by the frames what debugging information says of them. */
final class FrameIndex {
    private final Map<String, List<Frame>> frames = new HashMap<>();
    private final Map<String, FrameSource> sources = new HashMap<>();
    private final Map<String, List<LocalVariable>> variables = new HashMap<>();

    FrameIndex(List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Frame frame) {
                frames.computeIfAbsent(frame.stack(), stack -> new ArrayList<>())
                        .add(frame);
            } else if (fact instanceof FrameSource source) {
                sources.putIfAbsent(key(source.stack(), source.index()), source);
            } else if (fact instanceof LocalVariable variable) {
                variables
                        .computeIfAbsent(key(variable.stack(), variable.frame()), frame -> new ArrayList<>())
                        .add(variable);
            }
        }
        for (List<Frame> stack : frames.values()) {
            stack.sort((one, other) -> Integer.compare(one.index(), other.index()));
        }
    }

    private static String key(String stack, int frame) {
        return stack + '#' + frame;
    }

    /** Innermost first. */
    List<Frame> of(String stack) {
        return List.copyOf(frames.getOrDefault(stack, List.of()));
    }

    Optional<FrameSource> sourceOf(Frame frame) {
        return Optional.ofNullable(sources.get(key(frame.stack(), frame.index())));
    }

    List<LocalVariable> variablesOf(Frame frame) {
        return List.copyOf(variables.getOrDefault(key(frame.stack(), frame.index()), List.of()));
    }
}
