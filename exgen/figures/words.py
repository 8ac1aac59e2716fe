"""The words in figures and in their descriptions, by language; names in braces are put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words of one language.

    ``input`` to ``group`` stand in drawings, the others are sentences of descriptions.
    """

    input: str
    output: str
    kernel: str
    padding: str
    left_out: str
    first: str
    next: str
    last: str
    overlap: str
    map: str
    taken_off: str
    put_on: str
    not_to_scale: str
    asked: str
    not_told: str

    stack: str
    stack_layer: str
    stack_reads: str
    stack_plain: str
    stack_plain_reads: str
    grid: str
    grid_values: str
    kernel_first: str
    kernel_next: str
    kernel_last: str
    kernel_padding: str
    kernel_dilation: str
    kernel_output: str
    kernel_left_out: str
    field: str
    field_of_one: str
    field_hidden: str
    transposed: str
    transposed_overlap: str
    transposed_apart: str
    transposed_taken_off: str
    transposed_put_on: str
    transposed_output: str
    graph: str
    graph_leaf: str
    graph_line: str
    graph_value: str
    graph_gradient: str


WORDS: Mapping[str, FigureWords] = MappingProxyType(
    {
        "en": FigureWords(
            input="input",
            output="output",
            kernel="kernel",
            padding="padding",
            left_out="left out",
            first="first position",
            next="next position",
            last="last position",
            overlap="products are added",
            map="map",
            taken_off="taken off",
            put_on="put on",
            not_to_scale="not to scale",
            asked="?",
            not_told="asked",
            stack="A network drawn as a stack of layers. The input has the shape {shape}.",
            stack_layer="{number}: {layer}, output {shape}.",
            stack_reads="{number}: {layer}, which reads {reads}, output {shape}.",
            stack_plain="{number}: {layer}.",
            stack_plain_reads="{number}: {layer}, which reads {reads}.",
            grid="{name}: a matrix of {rows} rows and {columns} columns.",
            grid_values="{name}: {values}.",
            kernel_first="A window of {kernel} values at its first position on an input of {size} values.",
            kernel_padding="There is padding of {padding} around the input.",
            kernel_dilation="Neighbouring entries of the kernel lie {dilation} places apart.",
            kernel_next="Stride: {stride}.",
            kernel_last="At the last position the window begins {place} places behind the first one.",
            kernel_output="Number of positions: {positions}.",
            kernel_left_out="Places at the end that are not reached: {count}.",
            field="The receptive field of one output value along one axis, from the last layer back to the input.",
            field_of_one="{layer}: one value depends on {count} values of what goes in.",
            field_hidden="How many values it is on the way back to the input is not shown.",
            transposed="A transposed convolution along one axis: {count} input values, each spread over {kernel} "
            "places; from one to the next the kernel moves on by {stride}.",
            transposed_overlap="Places in which the products of neighbours meet and are added: {count}.",
            transposed_apart="The products of neighbours do not meet.",
            transposed_taken_off="Places taken off at each end: {count}.",
            transposed_put_on="Places put on at the end: {count}.",
            transposed_output="Places that are left: {count}.",
            graph="A computational graph, from the leaves on the left to {loss} on the right.",
            graph_leaf="Leaf {name}.",
            graph_line="{line} reads {reads}.",
            graph_value="{name} has the value {value}.",
            graph_gradient="The gradient of {loss} with respect to {name} is {value}.",
        ),
        "de": FigureWords(
            input="Eingabe",
            output="Ausgabe",
            kernel="Kern",
            padding="Rand",
            left_out="bleibt übrig",
            first="erste Stelle",
            next="nächste Stelle",
            last="letzte Stelle",
            overlap="Produkte werden addiert",
            map="Karte",
            taken_off="fällt weg",
            put_on="kommt hinzu",
            not_to_scale="nicht maßstäblich",
            asked="?",
            not_told="gefragt",
            stack="Ein Netz als Stapel von Schichten. Die Eingabe hat die Form {shape}.",
            stack_layer="{number}: {layer}, Ausgabe {shape}.",
            stack_reads="{number}: {layer}, liest {reads}, Ausgabe {shape}.",
            stack_plain="{number}: {layer}.",
            stack_plain_reads="{number}: {layer}, liest {reads}.",
            grid="{name}: eine Matrix mit {rows} Zeilen und {columns} Spalten.",
            grid_values="{name}: {values}.",
            kernel_first="Ein Fenster von {kernel} Werten an seiner ersten Stelle auf einer Eingabe von {size} Werten.",
            kernel_padding="Um die Eingabe liegt ein Rand von {padding}.",
            kernel_dilation="Benachbarte Einträge des Kerns liegen {dilation} auseinander.",
            kernel_next="Schrittweite: {stride}.",
            kernel_last="An der letzten Stelle beginnt das Fenster {place} hinter der ersten.",
            kernel_output="Zahl der Stellen: {positions}.",
            kernel_left_out="Plätze am Ende, die nicht erreicht werden: {count}.",
            field="Das rezeptive Feld eines Ausgabewerts auf einer Achse, von der letzten Schicht zurück zur Eingabe.",
            field_of_one="{layer}: ein Wert hängt von {count} Werten dessen ab, was hineingeht.",
            field_hidden="Wie viele Werte es auf dem Weg zurück zur Eingabe sind, ist nicht gezeigt.",
            transposed="Eine transponierte Faltung entlang einer Achse: {count} Eingabewerte, jeder über {kernel} "
            "Plätze verteilt; vom einen zum nächsten rückt der Kern um {stride} weiter.",
            transposed_overlap="Plätze, auf denen sich Produkte von Nachbarn treffen und addiert werden: {count}.",
            transposed_apart="Die Produkte von Nachbarn treffen sich nicht.",
            transposed_taken_off="Plätze, die an jedem Ende wegfallen: {count}.",
            transposed_put_on="Plätze, die am Ende hinzukommen: {count}.",
            transposed_output="Plätze, die bleiben: {count}.",
            graph="Ein Rechengraph, von den Blättern links bis zu {loss} rechts.",
            graph_leaf="Blatt {name}.",
            graph_line="{line} liest {reads}.",
            graph_value="{name} hat den Wert {value}.",
            graph_gradient="Der Gradient von {loss} nach {name} ist {value}.",
        ),
    }
)
