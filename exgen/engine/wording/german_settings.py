"""German: what a sheet says of the conventions it keeps to; derivations and diagnoses have no German yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SETTINGS: Final[Mapping[str, str]] = {
    "division.floor": "Ein Quotient, der nicht ganz ist, wird abgerundet.",
    "division.exact": "Die Größen sind so gewählt, dass jeder Quotient ganz ist; keiner wird gerundet.",
    "convolution.upright": "Eine Faltung nimmt ihren Kern, wie er dasteht (Kreuzkorrelation, wie in PyTorch).",
    "convolution.flipped": "Eine Faltung dreht ihren Kern um 180 Grad.",
    "dilation.from_one": "Eine Dilatation von 1 ist ein gewöhnlicher Kern.",
    "dilation.from_zero": "Eine Dilatation von 0 ist ein gewöhnlicher Kern.",
    "same_padding.by_stride": "SAME-Padding ergänzt so viele Stellen, wie ceil(H / S) Positionen brauchen.",
    "same_padding.by_kernel": "Same-Padding ergänzt D(K - 1) Stellen, gleich welche Schrittweite.",
    "odd_padding.behind": "Eine ungerade Stelle von Same-Padding steht hinter der Eingabe.",
    "odd_padding.before": "Eine ungerade Stelle von Same-Padding steht vor der Eingabe.",
    "biases.counted": "Auch Biases sind Parameter.",
    "biases.left_out": "Biases zählen nicht als Parameter.",
    "recurrent_biases.two": (
        "Ein Gatter einer rekurrenten Schicht hat zwei Bias-Vektoren, für die Eingabe und für den Zustand."
    ),
    "recurrent_biases.one": "Ein Gatter einer rekurrenten Schicht hat einen Bias-Vektor.",
    "normalisation.learned": "Eine Normalisierung hat zwei Parameter je Kanal, einen Faktor und eine Verschiebung.",
    "normalisation.with_statistics": (
        "Eine Normalisierung hat vier Parameter je Kanal: Faktor, Verschiebung, laufendes Mittel und laufende Varianz."
    ),
    "running_statistics.not_trained": "Laufende Mittel und Varianzen sind Parameter, die nicht trainiert werden.",
    "running_statistics.left_out": "Laufende Mittel und Varianzen sind keine Parameter.",
    "running_statistics.with_counter": (
        "Laufende Mittel und Varianzen sind Parameter, die nicht trainiert werden, und ebenso der Zähler der Batches."
    ),
    "operations.multiplications": "Gezählt werden Multiplikationen; Additionen werden für sich gezählt.",
    "operations.two_for_each_product": "Ein Produkt und seine Addition zählen als zwei Operationen.",
    "multiply_adds.two_operations": "Ein Multiply-Add zählt als zwei Gleitkommaoperationen.",
    "multiply_adds.one_operation": "Ein Multiply-Add zählt als eine Gleitkommaoperation.",
    "multiply_adds.apart": (
        "Produkte und Additionen zählen einzeln: n Produkte brauchen n - 1 Additionen, und ein Bias noch eine."
    ),
    "multiply_adds.two_and_biases": (
        "Ein Multiply-Add zählt als zwei Gleitkommaoperationen, das Addieren eines Bias als eine weitere."
    ),
    "added_biases.left_out": "Das Addieren eines Bias ist kein Multiply-Add.",
    "added_biases.counted": "Das Addieren eines Bias zählt als Multiply-Add.",
    "activation_gradients.freed": "Beim Training eines Netzes werden keine Gradienten von Aktivierungen aufbewahrt.",
    "activation_gradients.kept": "Beim Training eines Netzes wird zu jeder Aktivierung auch ein Gradient aufbewahrt.",
    "in_place.counted": "Die Ausgabe jeder Schicht zählt, auch die von ReLU und Dropout.",
    "in_place.left_out": "Schichten wie ReLU und Dropout arbeiten am Ort: Sie haben keine eigene Ausgabe.",
    "axes.channels_first": "In einer Form stehen die Kanäle vorn, dann die Größen.",
    "axes.channels_last": "In einer Form stehen die Größen vorn, dann die Kanäle.",
    "units.as_stated": "Eine Einheit hat so viele Byte, wie dabei gesagt wird.",
    "units.exchanged": "Einheiten gehen nach 2^10 = 1024, wo Tausender genannt sind, und umgekehrt.",
    "zeros_in_means.as_the_layer_says": (
        "Nullen des Paddings zählen in einem Mittelwert mit, wenn eine Schicht nichts anderes sagt."
    ),
    "zeros_in_means.left_out": "Nullen des Paddings zählen in einem Mittelwert nie mit.",
    "zeros_in_means.counted": "Nullen des Paddings zählen in einem Mittelwert immer mit.",
    "losses.averaged": "Der Verlust eines Batches ist der Mittelwert der Verluste seiner Beispiele.",
    "losses.added": "Der Verlust eines Batches ist die Summe der Verluste seiner Beispiele.",
    "slope_at_zero.zero": "An der Stelle 0 hat ReLU die Steigung 0.",
    "slope_at_zero.one": "An der Stelle 0 hat ReLU die Steigung 1.",
    "slope_at_zero.half": "An der Stelle 0 hat ReLU die Steigung 1/2.",
    "ties.first": "Von mehreren größten Werten eines Fensters erhält der zeilenweise erste den ganzen Gradienten.",
    "ties.all": "Von mehreren größten Werten eines Fensters erhält jeder den ganzen Gradienten.",
    "ties.shared": "Mehrere größte Werte eines Fensters teilen den Gradienten gleichmäßig unter sich auf.",
    "gradients.denominator_layout": "Ein Gradient hat die Form dessen, wonach abgeleitet wird.",
    "gradients.numerator_layout": (
        "Gradienten stehen im Zähler-Layout: der einer Spalte ist eine Zeile, der einer Matrix hat transponierte Form."
    ),
}
"""By field and value, as in the ``settings`` of a whole language."""
