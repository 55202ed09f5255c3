"""A brand's colour made readable: contrast is computed, and corrected where the colour fails.

The fill of buttons keeps the brand's own colour and takes black or white on it, whichever can be read; where
the colour is text or line, its lightness is moved in OKLCH (hue stays) until it reaches 4.5:1 on every ground
that it stands on, in light and in dark.
Sources: WCAG 2.2, 1.4.3 and "relative luminance"; B. Ottosson, "A perceptual color space" (2020).
"""

import re
from math import atan2, cos, hypot, sin

HEX = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5
READABLE_IN_DARK = 5.5  # light letters on a dark ground look thinner
SOFT_SHARE = 0.1
WHITE, BLACK = "#ffffff", "#000000"
# The grounds of freehold.css that accent-coloured text stands on: surface, page, hover.
LIGHT_GROUNDS = ("#ffffff", "#f7f8fa", "#eff1f4")
DARK_GROUNDS = ("#171b21", "#0f1216", "#20252d")

Rgb = tuple[float, float, float]


def brand_css(accent: str) -> str:
    """The stylesheet that puts a brand's accent into the tokens. Raises: ValueError for what is no #rrggbb."""
    light, dark = _tokens(accent, LIGHT_GROUNDS), _tokens(accent, DARK_GROUNDS)
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def tokens(accent: str, grounds: tuple[str, ...]) -> dict[str, str]:
    """The four accent tokens on these grounds. Raises: ValueError."""
    if not HEX.fullmatch(accent):
        raise ValueError("an accent is written #rrggbb")
    text = readable(accent, grounds)
    soft = mixed(text, grounds[0], SOFT_SHARE)
    return {
        "accent": text if _is_dark(grounds) else accent.lower(),
        "accent-on": on(text if _is_dark(grounds) else accent),
        "accent-text": text,
        "accent-soft": soft,
    }


def _tokens(accent: str, grounds: tuple[str, ...]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in tokens(accent, grounds).items())


def readable(accent: str, grounds: tuple[str, ...]) -> str:
    """The colour itself, or the nearest lightness of its hue that reads on all grounds and on its own soft tint."""
    lightness, chroma, hue = _to_oklch(_rgb(accent))
    step = 0.01 if _is_dark(grounds) else -0.01
    tried = accent.lower()
    while not _reads(tried, grounds):
        lightness = min(max(lightness + step, 0.0), 1.0)
        tried = _from_oklch(lightness, chroma, hue)
        if lightness in {0.0, 1.0}:
            break
    return tried


def on(fill: str) -> str:
    """White on this fill where it can be read, else black; one of the two always can."""
    return WHITE if contrast(WHITE, fill) >= READABLE else BLACK


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of a colour over a ground, in sRGB."""
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    red, green, blue = (above * share + below * (1 - share) for above, below in pairs)
    return _hex((red, green, blue))


def _reads(colour: str, grounds: tuple[str, ...]) -> bool:
    soft = mixed(colour, grounds[0], SOFT_SHARE)
    least = READABLE_IN_DARK if _is_dark(grounds) else READABLE
    return all(contrast(colour, ground) >= least for ground in (*grounds, soft))


def _is_dark(grounds: tuple[str, ...]) -> bool:
    return _luminance(grounds[0]) < 0.5


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(channel, 0.0), 1.0) * 255):02x}" for channel in rgb)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour as hex; where sRGB has no such colour, the most colourful one of that lightness and hue."""
    while True:
        a, b = chroma * cos(hue), chroma * sin(hue)
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
        green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
        blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
        if chroma <= 0.001 or all(-0.0005 <= channel <= 1.0005 for channel in (red, green, blue)):
            return _hex((_gamma(max(red, 0.0)), _gamma(max(green, 0.0)), _gamma(max(blue, 0.0))))
        chroma *= 0.95
