// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.PanicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks as {@code crash} prints them ({@code bt}, {@code bt -a}, {@code foreach bt}), with or without indentation:
 *
 * <pre>
 * PID: 269    TASK: ffff9c957bc3cf10  CPU: 22  COMMAND: "kswapd0"
 *  #8 [ffff9c857ba3f9a0] do_page_fault at ffffffff9c7208d5
 *     [exception RIP: down_read_trylock+9]
 *     RIP: ffffffff9c0c2e89  RSP: ffff9c857ba3fa80  RFLAGS: 00010202
 * --- &lt;NMI exception stack&gt; ---
 * </pre>
 */
final class StackText {
    private static final int MAX_LINES = 100_000;
    private final List<TaskStack> stacks = new ArrayList<>();
    private int lines;
    private boolean asked;
    private boolean inRegisters;

    /** Takes in a line if it is of a stack. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (line.isEmpty() || ++lines > MAX_LINES) {
            return false;
        }
        if (line.startsWith("PID: ") && line.contains("TASK: ") && line.contains("CPU: ")) {
            stacks.add(TaskStack.of(line, asked, number));
            return true;
        }
        boolean loose = stacks.isEmpty() || stacks.getLast().isOver();
        if (loose
                && !asked
                && (line.startsWith(TaskStack.EXCEPTION) || StackEntry.Called.parse(line, number) != null)) {
            // People leave the head out: bt without arguments is of the task that panicked.
            stacks.add(new TaskStack(null, null, "", null, false, number));
            loose = false;
        }
        boolean taken = !loose && readStack(stacks.getLast(), line, number);
        // Crash's registers look like an oops's; what belongs to no stack is not the log's either.
        boolean crashes = line.startsWith("RIP: ") && line.contains(" RFLAGS: ")
                || inRegisters && RegisterLine.parse(line, new HashMap<>());
        inRegisters = crashes;
        return taken || crashes;
    }

    private static boolean readStack(TaskStack stack, String line, int number) {
        if (line.startsWith("#")) {
            return stack.frame(line, number);
        }
        if (line.startsWith(TaskStack.EXCEPTION)) {
            stack.exception(line, number);
            return true;
        }
        if (line.startsWith("PC: ") || line.startsWith("LR: ")) {
            return stack.programCounter(line, number);
        }
        if (line.startsWith("[NIP ") || line.startsWith("[LR ")) {
            return stack.nextInstruction(line);
        }
        if (line.startsWith("bt: WARNING: possibly bogus exception frame")) {
            stack.dropException();
            return true;
        }
        if (line.startsWith("--- <") && line.endsWith("---")) {
            return true;
        }
        return stack.registers(line, number);
    }

    /** A command was typed: what follows is not of the stack before. */
    void command(String command) {
        if (!stacks.isEmpty()) {
            stacks.getLast().end();
        }
        asked = false;
        for (String word : Chars.words(command)) {
            // "bt 1234", "bt -c 3", "foreach bt": of a task that somebody chose.
            asked |= word.equals("foreach") || word.equals("-a") || Chars.word(word) != null && !word.equals("bt");
        }
    }

    /**
     * The facts of all stacks; of one that was printed several times the fullest.
     *
     * @param panic who panicked: whose stack has no head
     */
    void addTo(List<Fact> facts, @Nullable PanicEvent panic) {
        Map<String, TaskStack> fullest = new LinkedHashMap<>();
        for (TaskStack stack : stacks) {
            if (stack.isHeadless() && !stack.isTelling()) {
                continue;
            }
            TaskStack whole = stack.isHeadless() ? stack.of(panic) : stack;
            TaskStack other = fullest.get(whole.name());
            if (other == null
                    || other.isSameTask(whole)
                            && other.entries().size() < whole.entries().size()) {
                fullest.put(whole.name(), whole);
            }
        }
        for (TaskStack stack : fullest.values()) {
            new TaskStackFacts(stack).addTo(facts);
        }
    }

    /** The stack that went through panic or kexec, or that a plain {@code bt} printed first; null without one. */
    @Nullable
    TaskStack panicked() {
        for (TaskStack stack : stacks) {
            if (stack.panics()) {
                return stack;
            }
        }
        return stacks.isEmpty() || stacks.getFirst().isAsked() ? null : stacks.getFirst();
    }
}
