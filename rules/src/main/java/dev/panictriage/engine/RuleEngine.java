// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.Fact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.runtime.KieSession;

/**
 * The built-in signatures, ready to be matched. Building one takes a fraction of a second, all of it before the first
 * fact is needed: build it beside the extraction. Thread-safe.
 */
public final class RuleEngine {
    /** Written by the build; lists the generated model classes. */
    private static final String MODEL_INDEX = "META-INF/kie/dev.panictriage/panic-triage-rules/drools-model";

    private static final String MODEL_VERSION = "Drools-Model-Version:";

    /** Ends a triage whose rules keep asking or inferring: far above what any real one needs. */
    private static final int MAX_FIRINGS = 100_000;

    private static final int MAX_ROUNDS = 16;

    private final KieBase rules;

    private RuleEngine(KieBase rules) {
        this.rules = rules;
    }

    public static RuleEngine load() {
        return new RuleEngine(KieBaseBuilder.createKieBaseFromModel(
                models(), KieServices.get().newKieBaseConfiguration(), new NoPropertyReactivity()));
    }

    /**
     * Matches all signatures against the facts. Where a rule asks something, the witness is asked, and matching goes on
     * with the answer.
     */
    public Triage match(Collection<? extends Fact> facts, Witness witness) {
        List<Fact> known = new ArrayList<>(facts);
        Set<String> asked = new HashSet<>();
        List<Probe> open = new ArrayList<>();
        KieSession session = rules.newKieSession();
        try {
            known.forEach(session::insert);
            for (int round = 0; round < MAX_ROUNDS; round++) {
                session.fireAllRules(MAX_FIRINGS);
                boolean answered = false;
                List<Probe> probes = all(session, Probe.class);
                // The session has them in no order that would be the same on every run.
                probes.sort((one, other) -> key(one).compareTo(key(other)));
                for (Probe probe : probes) {
                    if (!asked.add(key(probe))) {
                        continue;
                    }
                    List<Fact> answer = witness.answer(probe);
                    if (answer.isEmpty() && probe.isWorthAsking()) {
                        open.add(probe);
                    }
                    for (Fact fact : answer) {
                        known.add(fact);
                        session.insert(fact);
                        answered = true;
                    }
                }
                if (!answered) {
                    break;
                }
            }
            List<Diagnosis> diagnoses = all(session, Diagnosis.class);
            return new Triage(known, CausalOrder.of(diagnoses), open);
        } finally {
            session.dispose();
        }
    }

    /** What tells one probe from another. */
    private static String key(Probe probe) {
        return probe.question() + '\n' + probe.crashCommand();
    }

    private static <T> List<T> all(KieSession session, Class<T> type) {
        List<T> objects = new ArrayList<>();
        for (Object object : session.getObjects(type::isInstance)) {
            objects.add(type.cast(object));
        }
        return objects;
    }

    private static List<Model> models() {
        ClassLoader loader = RuleEngine.class.getClassLoader();
        try (InputStream index = loader.getResourceAsStream(MODEL_INDEX)) {
            if (index == null) {
                throw new IllegalStateException("no rules on the class path: " + MODEL_INDEX);
            }
            List<Model> models = new ArrayList<>();
            BufferedReader lines = new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith(MODEL_VERSION)) {
                    models.add(Class.forName(line.trim(), true, loader)
                            .asSubclass(Model.class)
                            .getDeclaredConstructor()
                            .newInstance());
                }
            }
            return models;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the rules on the class path do not fit this program", e);
        }
    }
}
