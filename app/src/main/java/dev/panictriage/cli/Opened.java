// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.engine.Witness;
import dev.panictriage.report.Report;

/** An input that is open: it gives its facts, and answers questions as long as it is. */
interface Opened extends AutoCloseable {
    Report.Facts facts();

    Witness witness();

    @Override
    void close();
}
