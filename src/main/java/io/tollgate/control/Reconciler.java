package io.tollgate.control;

import io.tollgate.model.Configuration;

/**
 * Something that runs by the configuration, such as listeners. What may fail is prepared before the change is accepted;
 * what cannot fail is done after it is in force. Unaffected parts go on untouched.
 */
public interface Reconciler {

    /**
     * Makes ready what the next configuration needs beside what runs.
     *
     * @throws RefusedException when it cannot be had, such as an address that is taken; nothing has changed then
     */
    Prepared prepare(Configuration next) throws RefusedException;

    /** What stands ready: exactly one of the two is called. */
    interface Prepared {
        /** Nothing had to be made ready. */
        Prepared NOTHING = new Prepared() {
            @Override
            public void commit() {}

            @Override
            public void rollback() {}
        };

        /** The change is in force: starts what is new, stops what has gone. */
        void commit();

        /** The change was refused after all. */
        void rollback();
    }
}
