"""Light, dark and high contrast. Calm by default: `error` is only for safety, `warning` for what is overdue."""

from textual.theme import Theme

DARK = Theme(
    name="dark",
    dark=True,
    primary="#7fa8cf",
    secondary="#8fa3b5",
    accent="#86b8a6",
    warning="#d8a657",
    error="#ea6962",
    success="#89b482",
    foreground="#d7dce1",
    background="#14171a",
    surface="#191d21",
    panel="#22272c",
    variables={
        "border": "#5f8fb8",
        "border-blurred": "#3a424a",
        "block-cursor-background": "#2b3b4a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#22292f",
        "text-quiet": "#8b949e",
        "footer-key-foreground": "#86b8a6",
        "scrollbar-background": "#191d21",
        "scrollbar-corner-color": "#191d21",
    },
)

LIGHT = Theme(
    name="light",
    dark=False,
    primary="#1f5582",
    secondary="#55606b",
    accent="#1f6b57",
    warning="#8a5200",
    error="#b3261e",
    success="#2b6b3a",
    foreground="#1d2329",
    background="#fbfaf7",
    surface="#f6f5f1",
    panel="#e9e8e2",
    variables={
        "border": "#1f5582",
        "border-blurred": "#c3c2ba",
        "block-cursor-background": "#cfe0ee",
        "block-cursor-foreground": "#0d1a26",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e7ebee",
        "text-quiet": "#5f676f",
        "footer-key-foreground": "#1f6b57",
    },
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    dark=True,
    primary="#ffffff",
    secondary="#ffffff",
    accent="#00ffff",
    warning="#ffd700",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    variables={
        "border": "#ffff00",
        "border-blurred": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#404040",
        "text-quiet": "#ffffff",
        "footer-key-foreground": "#00ffff",
    },
)

THEMES = {"dark": "Dark", "light": "Light", "high-contrast": "High contrast"}
