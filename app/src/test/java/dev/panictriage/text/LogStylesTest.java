// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same oops, as each tool shows it, gives the same facts. */
class LogStylesTest {
    private static final List<String> OOPS = List.of(
            "BUG: kernel NULL pointer dereference, address: 0000000000000010",
            "#PF: supervisor read access in kernel mode",
            "#PF: error_code(0x0000) - not-present page",
            "PGD 0 P4D 0 ",
            "Oops: 0000 [#1] PREEMPT SMP NOPTI",
            "CPU: 1 PID: 905 Comm: insmod Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2",
            "RIP: 0010:lab_account+0x7/0x20 [lab_fault]",
            "RSP: 0018:ffffa5d9c0013c58 EFLAGS: 00010246",
            "RAX: 0000000000000000 RBX: ffffffffc02a5000 RCX: 0000000000000000",
            "CR2: 0000000000000010 CR3: 0000000002d8a000 CR4: 00000000000006e0",
            "Call Trace:",
            " <TASK>",
            " lab_init+0x2c/0x1000 [lab_fault]",
            " ? lab_account+0x7/0x20 [lab_fault]",
            " do_one_initcall+0x56/0x220",
            " </TASK>",
            "Modules linked in: lab_fault(OE+) [last unloaded: lab_late]",
            "---[ end trace 0000000000000000 ]---");

    /** How a tool shows the line with this index. */
    enum Style {
        PLAIN((i, line) -> line),
        DMESG((i, line) -> stamp(i) + line),
        RAW((i, line) -> "<4>" + stamp(i) + line),
        CALLER_IDS((i, line) -> stamp(i).strip() + "[  T905] " + line),
        CALLER_ID_AFTER_BLANK((i, line) -> stamp(i) + "[  T905] " + line),
        CALLER_ID_ALONE((i, line) -> "[T905] " + line),
        HUMAN_TIME((i, line) -> "[Sat Nov 21 09:18:01 2026] " + line),
        DELTA((i, line) -> "[  +0.000012] " + line),
        ELAPSED((i, line) -> "[Nov21 09:18] " + line),
        DECODED_LEVEL((i, line) -> "kern  :warn  : " + stamp(i) + line),
        ISO_TIME((i, line) -> "2026-11-21T09:18:01,123456+00:00 " + line),
        SYSLOG((i, line) -> "Nov 21 09:18:01 host-1 kernel: " + line),
        SYSLOG_WITH_STAMP((i, line) -> "Nov  1 09:18:01 host-1 kernel: " + stamp(i) + line),
        SYSLOG_IN_RUSSIAN((i, line) -> "июл 27 14:08:03 laptop kernel: " + line),
        SYSLOG_ISO((i, line) -> "2026-11-21T09:18:01.123456+01:00 host-1 kernel: " + stamp(i) + line),
        JOURNAL_ISO((i, line) -> "2026-11-21T09:18:01+0000 host-1 kernel: " + line),
        JOURNAL_MONOTONIC((i, line) -> stamp(i) + "host-1 kernel: " + line),
        JOURNAL_BARE((i, line) -> "kernel: " + line),
        GREP((i, line) -> (1000 + i) + ":Nov 21 09:18:01 host-1 kernel: " + line),
        KMSG((i, line) -> "4," + (500 + i) + ",1234567" + (10 + i) + ",-;" + line),
        KMSG_WITH_CALLER((i, line) -> "4," + (500 + i) + ",1234567" + (10 + i) + ",-,caller=T905;" + line),
        SERIAL((i, line) -> stamp(i) + line + "\r"),
        COLOURED((i, line) -> "\u001b[32m" + stamp(i) + "\u001b[0m\u001b[31m" + line + "\u001b[0m"),
        RSYSLOG_ESCAPED((i, line) -> "Nov 21 09:18:01 host-1 kernel: #033[31m" + line + "#033[0m"),
        LOGIN_PROMPT((i, line) -> (i == 0 ? "host-1 login: " : "") + stamp(i) + line),
        TOOL_STAMPED((i, line) -> "[2026-11-21 09:18:01.123] " + stamp(i) + line),
        QUOTED((i, line) -> "> > " + stamp(i) + line),
        INDENTED((i, line) -> "    " + line),
        ANDROID((i, line) -> stamp(i) + "c1   905 " + line),
        WALL((i, line) -> " kernel:" + stamp(i) + line);

        private final BiFunction<Integer, String, String> show;

        Style(BiFunction<Integer, String, String> show) {
            this.show = show;
        }

        String show() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < OOPS.size(); i++) {
                text.append(show.apply(i, OOPS.get(i))).append('\n');
            }
            return text.toString();
        }

        private static String stamp(int line) {
            return String.format(Locale.ROOT, "[%5d.%06d] ", 12, 345_000 + line);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryStyle(Style style) {
        assertIsTheOops(OopsParser.parse(LogReader.read(style.show())));
    }

    @Test
    void joinsLinesThatATerminalBroke() {
        StringBuilder text = new StringBuilder();
        for (String line : Style.DMESG.show().split("\n")) {
            for (int from = 0; from < line.length(); from += 80) {
                text.append(line, from, Math.min(from + 80, line.length())).append('\n');
            }
        }
        assertIsTheOops(OopsParser.parse(LogReader.read(text.toString())));
    }

    @ParameterizedTest
    @EnumSource
    void joinsLinesThatAMailProgramBroke(Style style) {
        assertIsTheOops(OopsParser.parse(LogReader.read(TextCase.wrapped(style.show(), 72))));
    }

    @Test
    void joinsLinesThatWereBrokenAfterTheyWereQuoted() {
        assertIsTheOops(OopsParser.parse(LogReader.read(TextCase.wrapped(Style.QUOTED.show(), 76))));
    }

    @Test
    void joinsLinesThatWereBrokenBeforeTheyWereQuoted() {
        String text = TextCase.wrapped(Style.SYSLOG_WITH_STAMP.show(), 76)
                .lines()
                .map("> > "::concat)
                .collect(Collectors.joining("\n"));
        assertIsTheOops(OopsParser.parse(LogReader.read(text)));
    }

    @Test
    void keepsTheNumbersOfJoinedLines() {
        List<LogLine> lines = LogReader.read(TextCase.wrapped(Style.DMESG.show(), 72));
        assertThat(lines).extracting(LogLine::number).startsWith(1, 3, 4, 5, 6, 7, 9);
    }

    @Test
    void decodesMailsAsTheyTravel() {
        String text = "X-Mailer: a=3Db\n" + Style.QUOTED.show().replace("0000000000000010", "00000000000=\n00010");
        assertIsTheOops(OopsParser.parse(LogReader.read(text)));
    }

    @Test
    void separatesLinesThatLostTheirBreak() {
        String text = Style.DMESG.show().replace("not-present page\n", "not-present page");
        assertIsTheOops(OopsParser.parse(LogReader.read(text)));
    }

    @Test
    void ordersPartsOfPstore() {
        List<String> lines = List.of(Style.RAW.show().split("\n"));
        String text = "Oops#1 Part1\n" + String.join("\n", lines.subList(12, lines.size())) + "\n"
                + "Oops#1 Part2\n" + String.join("\n", lines.subList(5, 12)) + "\n"
                + "Oops#1 Part3\n" + String.join("\n", lines.subList(0, 5)) + "\n";
        assertIsTheOops(OopsParser.parse(LogReader.read(text)));
    }

    @Test
    void dropsWhatASecondDumpOfPstoreRepeats() {
        String text = "Panic#2 Part1\n" + Style.RAW.show()
                + "<0>[   13.000000] Kernel panic - not syncing: Fatal exception\n"
                + "Oops#1 Part1\n" + Style.RAW.show();
        assertThat(oopses(OopsParser.parse(LogReader.read(text)))).hasSize(1);
    }

    @Test
    void separatesCallers() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < OOPS.size(); i++) {
            text.append(String.format(Locale.ROOT, "[   12.345%03d][  T905] %s\n", i, OOPS.get(i)));
            text.append(String.format(Locale.ROOT, "[   12.345%03d][    C0] %s\n", i, other(i)));
        }
        List<Fact> facts = OopsParser.parse(LogReader.read(text.toString()));
        assertThat(oopses(facts))
                .extracting(Oops::title)
                .containsExactly(
                        "BUG: unable to handle kernel NULL pointer dereference in lab_account",
                        "WARNING in other_function");
        assertThat(functions(facts, "oops 1")).containsExactly("other_function", "other_caller");
    }

    private static String other(int line) {
        return switch (line) {
            case 0 -> "WARNING: CPU: 0 PID: 0 at kernel/other.c:12 other_function+0x10/0x20";
            case 1 -> "RIP: 0010:other_function+0x10/0x20";
            case 2 -> "Call Trace:";
            case 3 -> " other_caller+0x30/0x40";
            default -> "eth0: line " + line;
        };
    }

    @Test
    void leavesOutWhatProgramsWrote() {
        List<LogLine> lines = LogReader.read("""
            Nov 21 09:18:01 host sshd[42]: WARNING: CPU: 0 PID: 1 at kernel/fork.c:1 fork+0x1/0x2
            Nov 21 09:18:02 host kernel: eth0: link up
            """);
        assertThat(lines).extracting(LogLine::text).containsExactly("eth0: link up");
    }

    @Test
    void keepsTimeCallerAndLevel() {
        assertThat(LogReader.read("<6>[   12.345678][  T905] text"))
                .containsExactly(new LogLine(1, 12.345678, "T905", 6, "text"));
    }

    @Test
    void keepsTheIndentationOfTheLine() {
        assertThat(LogReader.read("[   12.345678]  do_exit+0x1/0x2").getFirst().text())
                .isEqualTo(" do_exit+0x1/0x2");
    }

    private static void assertIsTheOops(List<Fact> facts) {
        assertThat(oopses(facts)).singleElement().satisfies(oops -> {
            assertThat(oops.title()).isEqualTo("BUG: unable to handle kernel NULL pointer dereference in lab_account");
            assertThat(oops.kind()).isEqualTo(Oops.Kind.NULL_DEREFERENCE);
            assertThat(oops.faultAddress()).hasToString("0x0000000000000010");
            assertThat(oops.access()).isEqualTo(Oops.Access.READ);
            assertThat(oops.cpu()).isEqualTo(1);
            assertThat(oops.pid()).isEqualTo(905);
            assertThat(oops.comm()).isEqualTo("insmod");
            assertThat(oops.tainted()).isEqualTo("GOE");
            assertThat(oops.modules()).containsExactly("lab_fault");
            assertThat(oops.lastUnloaded()).isEqualTo("lab_late");
        });
        assertThat(functions(facts, "oops 0"))
                .containsExactly("lab_account", "lab_init", "lab_account", "do_one_initcall");
    }

    private static List<Oops> oopses(List<Fact> facts) {
        List<Oops> oopses = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Oops oops) {
                oopses.add(oops);
            }
        }
        return oopses;
    }

    private static List<String> functions(List<Fact> facts, String stack) {
        List<String> functions = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Frame frame && frame.stack().equals(stack)) {
                functions.add(frame.location().symbol());
            }
        }
        return functions;
    }

    /** Of facility "user", in each way to show that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<12>[    5.000000] ",
                "user  :warn  : [    5.000000] ",
                "daemon:err   : [    5.000000] ",
                "authpriv:warn  : [    5.000000] ",
                "12,500,5000000,-;",
            })
    void whatProgramsWroteToTheLogIsNotTheKernels(String prefix) {
        assertThat(LogReader.read(prefix + OOPS.get(0) + "\n" + prefix + OOPS.get(4)))
                .isEmpty();
    }
}
