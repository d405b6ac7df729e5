package io.tollgate.balance;

/**
 * The text form of ORCA's load reports: {@code TEXT cpu_utilization=0.3, application_utilization=0.8, rps_fractional=9.1}.
 * Reads without allocating, and never past {@value #MOST} characters.
 *
 * @see <a
 *     href="https://github.com/envoyproxy/envoy/blob/main/source/common/orca/orca_parser.cc">Envoy: orca_parser.cc</a>
 */
final class OrcaText {
    private static final int MOST = 1_000;
    private static final String FORM = "TEXT ";
    private static final String APPLICATION = "application_utilization";
    private static final String PROCESSOR = "cpu_utilization";

    private OrcaText() {}

    /**
     * How busy the sender is: its application's word, else its processor's, as gRPC's weighted round-robin has it. 1 is
     * fully busy; more is possible.
     *
     * @return negative when it does not say
     */
    static double utilization(String text) {
        double application = value(text, APPLICATION);
        return application > 0 ? application : value(text, PROCESSOR);
    }

    private static double value(String text, String name) {
        if (text.length() > MOST || !text.startsWith(FORM)) {
            return -1;
        }
        for (int at = FORM.length(); at < text.length(); at = next(text, at)) {
            int begin = at;
            while (begin < text.length() && text.charAt(begin) == ' ') {
                begin++;
            }
            int end = next(text, at) - 1;
            int equals = begin + name.length();
            if (equals < end && text.startsWith(name, begin) && text.charAt(equals) == '=') {
                return decimal(text, equals + 1, end);
            }
        }
        return -1;
    }

    /** Behind the comma, or behind a comma that could stand at the end. */
    private static int next(String text, int from) {
        int comma = text.indexOf(',', from);
        return (comma < 0 ? text.length() : comma) + 1;
    }

    /** A plain number: exponents and signs say nothing that a utilization has to say. */
    private static double decimal(String text, int from, int to) {
        double number = 0;
        double unit = 0;
        int digits = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.' && unit == 0) {
                unit = 1;
            } else if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                unit *= 10;
                digits++;
            } else if (c != ' ' || i + 1 < to) {
                return -1;
            }
        }
        return digits == 0 ? -1 : unit == 0 ? number : number / unit;
    }
}
