// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.engine.RuleEngine;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Loads the rules beside everything else: that takes as long as reading a dump, and needs nothing of it. */
final class EngineLoader {
    private static final FutureTask<RuleEngine> ENGINE = new FutureTask<>(RuleEngine::load);

    static {
        Thread loader = new Thread(ENGINE, "rules");
        loader.setDaemon(true);
        loader.start();
    }

    private EngineLoader() {}

    /** Begins, if it has not begun. */
    static void start() {
        // the class is initialised by now, and its loading under way
    }

    /** Waits for it. */
    static RuleEngine await() {
        try {
            return ENGINE.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the rules could not be loaded", e.getCause());
        }
    }
}
