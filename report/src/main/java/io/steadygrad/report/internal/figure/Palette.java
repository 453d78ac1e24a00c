package io.steadygrad.report.internal.figure;

/** The report's colours on paper: Okabe and Ito's for methods, viridis for magnitudes. The page's theme.js has the same. */
final class Palette {

    static final int INK = 0x1b2430;
    static final int SOFT = 0x5a6675;
    static final int LINE = 0xc3cad3;
    static final int FAINT = 0xe9ecf0;
    static final int GHOST = 0xc8ced6;
    static final int PAPER = 0xffffff;
    static final int BAD = 0xd1480a;
    static final int ZERO = 0xaab2bc;
    static final int NOTHING = 0xf0f2f5;
    static final int BEFORE = 0xd55e00;
    static final int AFTER = 0x0072b2;
    static final int ENGAGED = 0x009e73;

    private static final int[] METHODS = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xd99a00, 0x4aa5dc, 0x6a51a3, 0x3d4550
    };

    private static final int[] VIRIDIS = {
        0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26838e, 0x1f9e89, 0x35b779, 0x6dcd59, 0xb4de2c, 0xfde725
    };

    private Palette() {}

    /** The colour of a method or level by its place in the study. */
    static int of(int index) {
        return METHODS[Math.floorMod(index, METHODS.length)];
    }

    /** Viridis at a share of its length, clamped to [0, 1]. */
    static int shade(double share) {
        double at = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
        int from = Math.min((int) at, VIRIDIS.length - 2);
        double part = at - from;
        int color = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = (VIRIDIS[from] >> shift) & 0xff;
            int b = (VIRIDIS[from + 1] >> shift) & 0xff;
            color |= (int) Math.round(a + part * (b - a)) << shift;
        }
        return color;
    }

    /** Text that is readable on {@link #shade}. */
    static int onShade(double share) {
        return share > 0.55 ? 0x10151c : PAPER;
    }
}
