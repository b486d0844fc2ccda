// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.engine.RuleEngine;
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

    /** Begins at the first call. */
    static FutureTask<RuleEngine> start() {
        return ENGINE;
    }
}
