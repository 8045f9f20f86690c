"""Wordings that mean danger in other languages than English. The assistant answers in English alone, but danger must be noticed whatever it is told in."""

import re

# Suicide, the wish to die, self-harm, killing; in each language with and without accents. No common English word is among them.
LANGUAGES = {
    "Spanish": r"quier[oe] (?:morir(?:me)?|matarme|suicidarme|hacerme daño|hacerme dano)|no quiero (?:seguir )?vivi(?:r|endo)|matarme|suicid(?:arme|arse|io)|quitarme la vida|"
    r"me (?:pega|viola|maltrata)\b|se quiere (?:matar|suicidar|morir)|(?:quiere|va a) (?:matarse|suicidarse|matarme)",
    "French": r"(?:veux|envie de|vais) (?:mourir|me tuer|me suicider|en finir)|me suicider|se suicider|suicidaire|plus envie de vivre|me faire du mal|me scarifie|"
    r"me tuer|il me (?:frappe|bat|viole)\b",
    "German": r"(?:will|möchte|moechte|mochte) (?:nicht mehr leben|sterben|tot sein|mich umbringen)|umbringen|selbstmord\w*|suizid\w*|das leben nehmen|ritze mich|"
    r"(?:schlägt|schlaegt|vergewaltigt) mich",
    "Italian": r"voglio (?:morire|uccidermi|farla finita|ammazzarmi)|non voglio più vivere|non voglio piu vivere|suicidarmi|suicidarsi|suicidio|uccidermi|ammazzarmi|"
    r"(?:togliermi|farla finita con) la vita|mi (?:picchia|violenta)\b",
    "Portuguese": r"quero (?:morrer|me matar|matar-me|me suicidar)|não quero mais viver|nao quero mais viver|suicid(?:ar-me|ar-se|ar|ídio)|me matar|tirar a minha vida|me (?:bate|violenta)\b",
    "Dutch": r"wil (?:dood|niet meer leven|mezelf (?:doden|van kant maken))|zelfmoord\w*|mezelf (?:pijn doen|snijden)|hij slaat me",
    "Polish": r"chc[ęe] (?:umrze[ćc]|si[ęe] zabi[ćc]|ze sob[ąa] sko[ńn]czy[ćc])|nie chc[ęe] (?:ju[żz] )?[żz]y[ćc]|samob[óo]j\w*|zabij[ęe] si[ęe]|bije mnie",
    "Scandinavian": r"(?:vill|vil) (?:inte leva|ikke leve|dö|dø|dö nu)|sj[äa]lvmord\w*|selvmord\w*|ta livet av (?:mig|meg|sig|seg)|skada mig sj[äa]lv",
    "Turkish": r"ölmek istiyorum|olmek istiyorum|intihar\w*|kendimi öldür\w*|kendimi oldur\w*|ya[şs]amak istemiyorum",
    "Hindi": r"marna chaht[aie]|mar jana chaht[aie]|khudkushi|khud ?khushi karn\w*|aatmahatya|atmahatya|jeena nahi chaht[aie]|jina nahi chaht[aie]|मरना चाहत|आत्महत्या|खुदकुशी|ख़ुदकुशी|जीना नहीं चाहत",
    "Russian": r"хочу умереть|не хочу (?:больше )?жить|покончить с собой|суицид\w*|самоуби\w*|убить себя|убью себя|khochu umeret|ne khochu zhit",
    "Arabic": r"أريد أن أموت|اريد ان اموت|أريد الموت|انتحر|انتحار|أقتل نفسي|اقتل نفسي|لا أريد أن أعيش|لا اريد ان اعيش|bidi (?:a)?mout|orid an amout",
    "Chinese": r"想死|自杀|自殺|不想活|自残|自殘|想自尽|结束生命",
    "Japanese": r"死にたい|自殺|リストカット",
    "Korean": r"죽고 싶|자살|자해",
}
DANGER = re.compile("|".join(rf"(?<!\w)(?:{words})" if language not in {"Chinese", "Japanese", "Korean"} else words for language, words in LANGUAGES.items()))
