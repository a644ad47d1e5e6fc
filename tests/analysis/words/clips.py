"""Clips as teams really post them: what is said, what is on screen, what the file is called."""

from dataclasses import dataclass

from ai.protocols import Transcript
from analysis.words.filename import words_in_filename
from analysis.words.material import Material, material_from


@dataclass(frozen=True)
class Clip:
    """said: None when nothing transcribed it. shown: lines read on screen, None: not looked for."""

    said: str | None = None
    shown: tuple[str, ...] | None = ()
    filename: str = "IMG_2041.MOV"
    language: str = ""
    media_type: str = "video"
    duration_sec: float | None = 30.0

    @property
    def material(self) -> Material:
        """What the words are made from."""
        heard = None if self.said is None else Transcript(self.said, self.language, (), "ear-1")
        return material_from(
            heard,
            self.shown,
            None,
            named=tuple(words_in_filename(self.filename)),
            media_type=self.media_type,
            duration_sec=self.duration_sec,
        )


INTERVIEW = Clip(
    "So, um, when did you know that the bakery would work? Honestly, I didn't. For the first "
    "two years I slept four hours a night. My father told me it would fail. And then one "
    "Saturday in March there was a queue to the corner, and nobody in it was family. What "
    "changed? We stopped baking everything and only baked rye. People don't remember forty "
    "breads. They remember one.",
    filename="interview_anna_final_v3.mp4",
    duration_sec=74.0,
)
DEMO = Clip(
    "This is the Fold 2, our new bike stand. You press the lever with your foot, like this, "
    "and the arm comes down. It holds bikes up to 25 kilos, so e-bikes too. It folds flat in "
    "four seconds and fits behind a door. No tools, no screws. We ship it from Ghent in two "
    "days.",
    ("FOLD 2", "Folds in 4 seconds", "Up to 25 kg"),
    filename="fold2-product-demo.mp4",
    duration_sec=41.0,
)
SILENT_SCREEN = Clip(
    None,
    ("3 things I stopped buying", "1. Paper towels", "2. Fast fashion", "3. Bottled water",
     "Saved 140 euros a month"),
    filename="PXL_20260301_101112.mp4",
    duration_sec=14.0,
)  # fmt: skip
MUSIC_ONLY = Clip("[Music] ♪ ♪ (upbeat music)", (), "sunset_paddle_lake_constance.mp4")
GERMAN = Clip(
    "Hallo zusammen! Heute zeige ich euch, warum euer Sauerteig nicht aufgeht. Der häufigste "
    "Fehler ist die Temperatur. Unter zwanzig Grad schläft die Hefe. Stellt das Glas neben "
    "die Heizung, nicht darauf. Nach drei Tagen seht ihr den Unterschied. Wie warm ist es in "
    "eurer Küche?",
    ("SAUERTEIG-TIPP",),
    filename="sauerteig_tipp_hochformat.mp4",
    language="de",
)
SPANISH = Clip(
    "Nunca laves un sartén de hierro con jabón. Eso me dijo mi abuela. Y se equivocaba. El "
    "jabón de hoy no quita el curado. Lo que lo mata es dejarlo en remojo toda la noche.",
    language="es",
    filename="VID_20260412.mp4",
)
SHORT = Clip("Wait for it.", (), "VID-20260501-WA0007.mp4", duration_sec=5.0)
ONE_LINE = Clip(
    "The quiet part of the day starts at six.", filename="morning.mp4", duration_sec=7.0
)
PODCAST = Clip(
    "Welcome back to the show, everyone. Today I'm joined by Maria, who runs a repair shop. "
    "Before we start, subscribe and leave a review. Maria, why do so few people repair "
    "things? I think they never learned that they may. We are told that opening a device is "
    "dangerous. Most repairs take less than twenty minutes. The hard part is not the "
    "screwdriver, it's the parts. Manufacturers stopped selling them to us in 2019. So we "
    "started to print our own. A hinge that costs forty euros from the maker costs us thirty "
    "cents in plastic. And it lasts longer. People cry when their radio plays again. I had a "
    "man who drove three hours for a toaster. It was his mother's. You can't buy that. What "
    "should somebody try first? Start with something that is already broken. You cannot make "
    "it worse. That is the whole secret. We will put all the links in the show notes. Thanks "
    "for listening, see you next week.",
    filename="ep14_repair_maria.mp3",
    media_type="audio",
    duration_sec=2710.0,
)
PRICE = Clip(
    "This lamp cost me 12 euros and everybody asks where it is from. The shade is rice paper "
    "from the craft shop, 4 euros. The base is a flower pot. The bulb uses 6 watts, so it "
    "runs all evening for less than a cent. It took me 25 minutes.",
    ("12 € lamp", "25 minutes"),
    filename="diy_lamp_12euro.mp4",
)
QUESTION = Clip(
    "Why do cats knock things off tables? It isn't spite. They are testing whether it moves, "
    "like they would test a mouse. And when it falls, you look up. So they learn that it "
    "works. Give them ten minutes of play before you sit down to work, and it stops.",
    filename="cats-tables.mp4",
)
LISTICLE = Clip(
    "Here are five habits that made my mornings easier. One, I put my phone in the kitchen at"
    " night. Two, I drink a glass of water before coffee. Three, I write down one thing that "
    "I want to finish. Four, I open the window for five minutes. And five, I don't read the "
    "news before noon. Try one of them for a week.",
    ("5 HABITS FOR EASIER MORNINGS",),
    filename="habits.mp4",
)
RUN_ON = Clip(
    "so today i want to show you something about making good videos at home and people think "
    "they need expensive cameras but honestly your phone is enough and what matters is the "
    "light so put the window in front of you and not behind you and clean the lens before you"
    " begin to film",
    filename="light.mp4",
)
NOTHING = Clip(None, None, "IMG_2041.MOV")
NAMED_ONLY = Clip(None, (), "people_walking_139s.mp4", duration_sec=139.0)
PHOTO = Clip(None, (), "grandmas-plum-cake.jpg", media_type="image", duration_sec=None)
SHOUTED_SCREEN = Clip(
    None,
    ("HOW TO FIX A SQUEAKY DOOR", "NO OIL NEEDED", "RUB THE HINGE WITH A CANDLE", "DONE"),
    filename="fix.mp4",
    duration_sec=19.0,
)

CLIPS = {
    "interview": INTERVIEW,
    "demo": DEMO,
    "silent with text": SILENT_SCREEN,
    "music only": MUSIC_ONLY,
    "german": GERMAN,
    "spanish": SPANISH,
    "very short": SHORT,
    "one line": ONE_LINE,
    "podcast": PODCAST,
    "price": PRICE,
    "question": QUESTION,
    "listicle": LISTICLE,
    "run on": RUN_ON,
    "nothing": NOTHING,
    "named only": NAMED_ONLY,
    "photo": PHOTO,
    "shouted screen": SHOUTED_SCREEN,
}
