"""What the commands of a formula look like to people: a sign for each, as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES = "max min log ln exp sin cos tan tanh lim sup inf det"

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        **{"times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "circ": "∘", "bullet": "•"},
        **{
            "odot": "⊙",
            "oplus": "⊕",
            "otimes": "⊗",
            "le": "≤",
            "leq": "≤",
            "ge": "≥",
            "geq": "≥",
            "ne": "≠",
            "neq": "≠",
        },
        **{"lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "approx": "≈", "equiv": "≡", "sim": "~", "propto": "∝"},
        **{"in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "setminus": "∖"},
        **{"emptyset": "∅", "forall": "∀", "exists": "∃", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨"},
        **{"neg": "¬", "lnot": "¬", "mid": "|", "to": "→", "rightarrow": "→", "leftarrow": "←", "mapsto": "↦"},
        **{"Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "leftrightarrow": "↔", "bmod": "mod"},
        **{"dots": "...", "ldots": "...", "cdots": "...", "vdots": "⋮", "ddots": "⋱", "infty": "∞", "prime": "′"},
        **{"lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩"},
        **{"lbrace": "{", "rbrace": "}", "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖"},
        **{"left": "", "right": "", "bigl": "", "bigr": "", "quad": " ", "qquad": "  "},
        **{"displaystyle": "", "textstyle": "", "mathbb": ""},
        **{"partial": "∂", "nabla": "∇", "top": "⊤", "ell": "ℓ", "sum": "Σ", "prod": "Π", "int": "∫"},
        **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ"},
        **{"eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν"},
        **{"xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ"},
        **{"chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ"},
        **{"Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"},
        **{name: name for name in _NAMES.split()},
    }
)

NUMBER_SETS: Mapping[str, str] = MappingProxyType({"N": "ℕ", "R": "ℝ", "Z": "ℤ"})

ACCENTS: Mapping[str, str] = MappingProxyType(
    {"hat": "\N{COMBINING CIRCUMFLEX ACCENT}", "bar": "\N{COMBINING MACRON}", "overline": "\N{COMBINING MACRON}"}
    | {"tilde": "\N{COMBINING TILDE}", "vec": "\N{COMBINING RIGHT ARROW ABOVE}"}
)
"""What stands above a single letter; above more than that, the command's name says it: ``hat(x + y)``."""
