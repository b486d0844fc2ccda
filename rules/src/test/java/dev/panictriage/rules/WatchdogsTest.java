// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchdogsTest {
    private static final Source SOURCE = Source.log("log line 1");
    private static final String STACK = "cpu 3";

    private static Location at(String symbol) {
        return new Location(null, symbol, 0x29L, null, null);
    }

    private static List<Frame> frames(String... symbols) {
        List<Frame> frames = new ArrayList<>();
        for (String symbol : symbols) {
            frames.add(
                    new Frame(STACK, frames.size(), at(symbol), null, null, Frame.Trust.CFI, null, null, null, SOURCE));
        }
        return frames;
    }

    private static ExceptionContext interrupted(Kind kind, int order, int frame, String symbol) {
        return new ExceptionContext(STACK, order, frame, kind, at(symbol), Map.of(), null, false, SOURCE);
    }

    private static Oops report(Oops.Kind kind, String message, @Nullable Integer cpu, @Nullable Location rip) {
        return new Oops(
                "oops 0", 0, kind, message, "title", null, cpu, null, null, null, rip, null, null, null, null, null,
                null, List.of(), null, Map.of(), SOURCE);
    }

    @ParameterizedTest
    @CsvSource({
        "softlockup: hung tasks,                          true",
        "Kernel panic - not syncing: softlockup: hung tasks, true",
        "softlockup: acme_wait_idle hung tasks,           false",
    })
    void theWatchdogsWordsAreItsOwn(String message, boolean watchdog) {
        assertThat(Watchdogs.isSoftLockup(message)).isEqualTo(watchdog);
    }

    /** An interrupt further out is not the one in which the watchdog ran. */
    @Test
    void aSoftLockupIsWhereTheWatchdogsTimerCame() {
        List<Frame> frames =
                frames("panic", "watchdog_timer_fn.cold", "asm_irq", "acme_wait_ring", "asm_irq", "acme_run");
        List<ExceptionContext> contexts = List.of(
                interrupted(Kind.INTERRUPT, 0, 5, "acme_run"), interrupted(Kind.INTERRUPT, 1, 3, "acme_wait_ring"));

        Watchdogs.Hung hung = Watchdogs.softLockup(frames, contexts, List.of(), 3);

        assertThat(hung.suffix()).isEqualTo(" in acme_wait_ring");
        assertThat(hung.evidence("CPU 3"))
                .extracting(Evidence::text)
                .containsExactly("CPU 3 was interrupted in acme_wait_ring+0x29");
    }

    @Test
    void whoWaitsForALockIsNamedWithIt() {
        List<Frame> frames =
                frames("panic", "watchdog_timer_fn", "native_queued_spin_lock_slowpath", "_raw_spin_lock", "acme_push");
        List<ExceptionContext> contexts =
                List.of(interrupted(Kind.INTERRUPT, 0, 2, "native_queued_spin_lock_slowpath"));

        assertThat(Watchdogs.softLockup(frames, contexts, List.of(), 3).suffix())
                .isEqualTo(" in acme_push");
    }

    @Test
    void withoutTheWatchdogsFrameTheLogsReportTells() {
        List<Oops> reports = List.of(report(Oops.Kind.SOFT_LOCKUP, "BUG: soft lockup", 3, at("acme_wait_ring")));

        assertThat(Watchdogs.softLockup(frames("panic"), List.of(), reports, 3).suffix())
                .isEqualTo(" in acme_wait_ring");
    }

    @Test
    void theReportOfAnotherCpuDoesNotTell() {
        List<Oops> reports = List.of(report(Oops.Kind.SOFT_LOCKUP, "BUG: soft lockup", 1, at("acme_wait_ring")));

        assertThat(Watchdogs.softLockup(frames("panic"), List.of(), reports, 3).place())
                .isNull();
    }

    /** The buddy detector, since 6.5: the NMI of the CPU that panicked is another one's, or none. */
    @Test
    void theCpuThatNoticedIsNotTheOneThatHung() {
        List<Frame> frames = frames("panic", "watchdog_hardlockup_check", "watchdog_timer_fn", "acme_idle");
        List<ExceptionContext> contexts = List.of(interrupted(Kind.NMI, 0, 3, "acme_idle"));
        List<Oops> reports = List.of(
                report(Oops.Kind.HARD_LOCKUP, "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 12", 3, null));

        assertThat(Watchdogs.cpu("Hard LOCKUP", reports, 3)).isEqualTo(12);
        assertThat(Watchdogs.hardLockup(frames, contexts, reports, 3, "Hard LOCKUP")
                        .place())
                .isNull();
    }

    @Test
    void aHardLockupIsWhereTheNmiCame() {
        List<Frame> frames = frames("nmi_panic", "watchdog_overflow_callback", "acme_spin", "asm_irq", "acme_run");
        List<ExceptionContext> contexts =
                List.of(interrupted(Kind.INTERRUPT, 0, 4, "acme_run"), interrupted(Kind.NMI, 1, 2, "acme_spin"));

        assertThat(Watchdogs.hardLockup(frames, contexts, List.of(), 3, "Hard LOCKUP")
                        .suffix())
                .isEqualTo(" in acme_spin");
    }

    /** Whoever notices that another CPU stalls was interrupted anywhere. */
    @Test
    void aStallIsInTheCpuThatNoticedItsOwn() {
        List<Frame> frames = frames("panic", "rcu_sched_clock_irq", "asm_irq", "acme_run");
        List<ExceptionContext> contexts = List.of(interrupted(Kind.INTERRUPT, 0, 3, "acme_run"));
        Oops own = report(Oops.Kind.RCU_STALL, "rcu: INFO: rcu_preempt self-detected stall on CPU", 3, at("acme_run"));
        Oops another =
                report(Oops.Kind.RCU_STALL, "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", 3, at("acme_run"));

        assertThat(Watchdogs.stall(frames, contexts, List.of(own), 3).suffix()).isEqualTo(" in acme_run");
        assertThat(Watchdogs.stall(frames, contexts, List.of(another), 3).place())
                .isNull();
    }
}
