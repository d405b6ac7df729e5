package io.tollgate.sim;

/** How much there is to do. */
enum Load {
    IDLE("idle", 0.02),
    BUSY("busy", 0.5);

    private final String label;
    private final double part;

    Load(String label, double part) {
        this.label = label;
        this.part = part;
    }

    String label() {
        return label;
    }

    /** The mean part of all workers that would be at work if every server were well. */
    double part() {
        return part;
    }
}
